package dev.accrue.api.team;

import jakarta.validation.constraints.NotNull;

/// `PUT /api/v1/users/{name}`: what an account may do. Every field is sent.
///
/// @param disabled whether it may neither sign in nor use its tokens
public record ChangeUser(@NotNull Boolean administrator, @NotNull Boolean disabled) {}
