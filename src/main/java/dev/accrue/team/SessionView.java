package dev.accrue.team;

import dev.accrue.api.AccrueVersion;
import dev.accrue.api.team.TeamRole;
import java.util.List;

/// Who is signed in, and to what.
///
/// @param mustChangePassword nothing but changing the password is allowed until that is done
/// @param serverVersion the version of Accrue that answers
record SessionView(
    String name,
    boolean administrator,
    boolean mustChangePassword,
    List<TeamRole> teams,
    String serverVersion) {

  static SessionView of(Caller caller, boolean mustChangePassword) {
    return new SessionView(
        caller.name(),
        caller.administrator(),
        mustChangePassword,
        caller.memberships().stream()
            .map(membership -> new TeamRole(membership.team(), membership.role()))
            .toList(),
        AccrueVersion.current());
  }
}
