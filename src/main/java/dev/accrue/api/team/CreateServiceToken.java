package dev.accrue.api.team;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/// `POST /api/v1/teams/{team}/service-tokens`: makes a token with which a program acts as a service
/// of the team, whoever leaves the team meanwhile.
///
/// @param service the service's name within the team; it begins to exist with its first token
/// @param name what the token is called
/// @param role `VIEWER` or `MEMBER`: services look after no team
/// @param validForDays after which it expires
public record CreateServiceToken(
    @NotNull @Pattern(regexp = Names.USER, message = Names.USER_MESSAGE) String service,
    @NotBlank @Size(max = 100) String name,
    @NotNull Role role,
    @NotNull @Min(1) @Max(CreateToken.MAX_DAYS) Integer validForDays) {}
