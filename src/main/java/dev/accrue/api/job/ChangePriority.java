package dev.accrue.api.job;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/// `PUT /api/v1/jobs/{id}/priority`.
///
/// @param priority from -100 to 100; the higher goes first
public record ChangePriority(@NotNull @Min(-100) @Max(100) Integer priority) {}
