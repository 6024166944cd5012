package dev.accrue.problem;

import org.jspecify.annotations.Nullable;

/// One field that was refused.
///
/// @param field path from the body's root, such as `training.batch.micro`
/// @param value what was sent, shortened for display; null when the field was missing
/// @param message what is wrong with it
/// @param fix what to write instead
public record Violation(String field, @Nullable String value, String message, String fix) {}
