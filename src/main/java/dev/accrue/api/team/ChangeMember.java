package dev.accrue.api.team;

import jakarta.validation.constraints.NotNull;

/// `PUT /api/v1/teams/{team}/members/{user}`: makes somebody a member, or changes what they may do.
public record ChangeMember(@NotNull Role role) {}
