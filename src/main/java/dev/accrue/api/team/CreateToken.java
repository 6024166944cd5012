package dev.accrue.api.team;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/tokens`: makes a token with which a program acts as the caller.
///
/// @param name what the caller calls it
/// @param team the one team that it opens; null for all of the caller's
/// @param role the most that it may do in a team; null for whatever the caller may
/// @param administrator whether it carries the caller's rights as an administrator; null for no
/// @param validForDays after which it expires
public record CreateToken(
    @NotBlank @Size(max = 100) String name,
    @Nullable String team,
    @Nullable Role role,
    @Nullable Boolean administrator,
    @NotNull @Min(1) @Max(CreateToken.MAX_DAYS) Integer validForDays) {

  /// The longest that a token is valid for.
  public static final int MAX_DAYS = 366;
}
