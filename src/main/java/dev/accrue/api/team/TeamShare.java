package dev.accrue.api.team;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/teams/{team}/share`: what a team is entitled to. Every field is sent.
///
/// @param weight its share relative to other teams'
/// @param guaranteedDevices devices that it gets back from others whenever it wants them
/// @param deviceLimit most devices at a time, at least those that are guaranteed; null for no limit
/// @param runningJobLimit most jobs at a time; null for no limit
/// @param runningJobsPerUser most jobs of one user at a time; null for no limit
/// @param queuedJobLimit most waiting jobs
public record TeamShare(
    @NotNull @DecimalMin("0.001") @DecimalMax("1000") Double weight,
    @NotNull @Min(0) @Max(100_000) Integer guaranteedDevices,
    @Nullable @Min(0) @Max(100_000) Integer deviceLimit,
    @Nullable @Min(0) @Max(100_000) Integer runningJobLimit,
    @Nullable @Min(0) @Max(100_000) Integer runningJobsPerUser,
    @NotNull @Min(0) @Max(100_000) Integer queuedJobLimit) {}
