package dev.accrue.api.team;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/// `POST /api/v1/teams`: makes a team without members.
public record CreateTeam(
    @NotNull @Pattern(regexp = Names.TEAM, message = Names.TEAM_MESSAGE) String name) {}
