package dev.accrue.api.team;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A token, without its secret.
///
/// @param user who acts with it: a person, or `team/service`
/// @param team the one team that it opens; null for all of the user's
/// @param role the most that it may do in a team; null for whatever the user may
/// @param administrator whether it carries the user's rights as an administrator
/// @param lastUsedAt to the minute; null: never
/// @param revokedAt null: it is good until it expires
public record TokenView(
    UUID id,
    String user,
    String name,
    @Nullable String team,
    @Nullable Role role,
    boolean administrator,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
