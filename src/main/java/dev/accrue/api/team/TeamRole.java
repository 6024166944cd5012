package dev.accrue.api.team;

/// A team that somebody belongs to.
///
/// @param name the team's
public record TeamRole(String name, Role role) {}
