package dev.accrue.api.team;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody who belongs to a team.
///
/// @param disabledAt since when the account is closed; null: it is not
public record MemberView(String user, Role role, @Nullable Instant disabledAt) {}
