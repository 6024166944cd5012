package dev.accrue.team;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The person behind a request, read anew for each request so that a lost membership counts at
/// once. Controllers take it as a parameter.
///
/// @param memberships by the team's name
public record Caller(
    UUID userId, String name, boolean administrator, List<Membership> memberships) {

  public Caller {
    memberships = List.copyOf(memberships);
  }

  /// The teams that every query on this caller's behalf is bound to.
  public List<UUID> teamIds() {
    return memberships.stream().map(Membership::teamId).toList();
  }

  /// The membership in a team, by the team's name.
  public Optional<Membership> findMembership(String team) {
    return memberships.stream().filter(membership -> membership.team().equals(team)).findFirst();
  }

  /// The membership in a team.
  public Optional<Membership> findMembership(UUID teamId) {
    return memberships.stream()
        .filter(membership -> membership.teamId().equals(teamId))
        .findFirst();
  }
}
