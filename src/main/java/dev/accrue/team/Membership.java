package dev.accrue.team;

import java.util.UUID;

/// That somebody belongs to a team.
///
/// @param team the team's name
public record Membership(UUID teamId, String team, Role role) {}
