package dev.accrue.team;

import dev.accrue.api.team.Role;
import java.util.UUID;

/// That somebody belongs to a team.
///
/// @param team the team's name
public record Membership(UUID teamId, String team, Role role) {}
