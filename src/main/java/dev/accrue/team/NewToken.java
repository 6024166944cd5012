package dev.accrue.team;

import dev.accrue.api.team.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A token to be stored.
///
/// @param teamId null for all of the user's
/// @param role null for whatever the user may
record NewToken(
    UUID userId,
    String name,
    Token token,
    @Nullable UUID teamId,
    @Nullable Role role,
    boolean administrator,
    Instant createdAt,
    Instant expiresAt) {}
