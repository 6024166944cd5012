package dev.accrue.api.team;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/// `POST /api/v1/users`: opens an account.
///
/// @param administrator whether the user looks after the whole platform
public record CreateUser(
    @NotNull @Pattern(regexp = Names.USER, message = Names.USER_MESSAGE) String name,
    @NotNull Boolean administrator) {}
