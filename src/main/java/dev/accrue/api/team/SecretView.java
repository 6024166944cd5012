package dev.accrue.api.team;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A secret of a team. Its value is never shown.
///
/// @param changedBy who gave it its value last
/// @param lastUsedAt when an attempt was given it last; null for never
public record SecretView(
    String name, String changedBy, Instant changedAt, @Nullable Instant lastUsedAt) {}
