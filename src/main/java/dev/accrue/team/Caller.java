package dev.accrue.team;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The person behind a request, read anew for each request so that a lost membership counts at
/// once. Controllers take it as a parameter.
///
/// @param administrator whether the request may do what administrators may
/// @param memberships by the team's name, what the token allows of them
/// @param token null for somebody who signed in with a browser
public record Caller(
    UUID userId,
    String name,
    boolean administrator,
    List<Membership> memberships,
    @Nullable TokenScope token) {

  public Caller {
    memberships = List.copyOf(memberships);
  }

  /// Somebody who signed in with a browser.
  public Caller(UUID userId, String name, boolean administrator, List<Membership> memberships) {
    this(userId, name, administrator, memberships, null);
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
