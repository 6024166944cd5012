package dev.accrue.team;

import dev.accrue.api.team.Role;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/// What a person's groups give them.
///
/// @param roles by the team's name; the most that any of the groups gives
record GroupGrants(Map<String, Role> roles, boolean administrator) {

  static GroupGrants of(OidcProperties.Provider provider, Set<String> groups) {
    Map<String, Role> roles = new TreeMap<>();
    for (OidcProperties.GroupRole each : provider.groups()) {
      if (groups.contains(each.group())) {
        roles.merge(
            each.team(), each.role(), BinaryOperator.maxBy(Comparator.<Role>naturalOrder()));
      }
    }
    return new GroupGrants(
        Map.copyOf(roles), provider.administrators().stream().anyMatch(groups::contains));
  }
}
