package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// What a job needs to run on.
///
/// @param devices how many devices of one worker
/// @param deviceMemoryBytes the memory that it may use on each; null for all that the device has
public record ResourceSpec(int devices, @Nullable Long deviceMemoryBytes) {}
