package dev.accrue.api.team;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A token with which machines register as workers, without its secret.
///
/// @param revokedAt null: it is good
public record WorkerTokenView(
    UUID id, String name, Instant createdAt, @Nullable Instant revokedAt) {}
