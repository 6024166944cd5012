package dev.accrue.team;

import dev.accrue.api.team.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The API token behind a request, and what it takes away from what its user may do.
///
/// @param teamId the one team that it opens; null for all of the user's
/// @param role the most that it may do in a team; null for whatever the user may
public record TokenScope(
    UUID tokenId, @Nullable UUID teamId, @Nullable Role role, Instant expiresAt) {

  /// Whether its user may do more than it.
  public boolean narrow() {
    return teamId != null || role != null;
  }

  /// What remains of a role.
  Role limit(Role ofUser) {
    return role != null && role.compareTo(ofUser) < 0 ? role : ofUser;
  }
}
