package dev.accrue.api.team;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An account of a person.
///
/// @param mustChangePassword nothing but changing the password is allowed until that is done
/// @param disabledAt since when it may neither sign in nor use its tokens; null: it may
/// @param lockedUntilAt until when it is locked after wrong passwords; null: it is not
/// @param teams by the team's name
public record UserView(
    String name,
    boolean administrator,
    boolean mustChangePassword,
    Instant createdAt,
    @Nullable Instant disabledAt,
    @Nullable Instant lockedUntilAt,
    List<TeamRole> teams) {}
