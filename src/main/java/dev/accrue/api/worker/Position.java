package dev.accrue.api.worker;

import jakarta.validation.constraints.PositiveOrZero;

/// Where training stands between two windows.
///
/// @param epoch the epoch of the next sample, from 0
/// @param sampleOffset samples of that epoch already used
/// @param samplesSeen samples used since the job began
/// @param appliedUpdates optimizer steps that changed the parameters; Adam's t
/// @param skippedInARow skipped steps since the last applied one
public record Position(
    @PositiveOrZero int epoch,
    @PositiveOrZero long sampleOffset,
    @PositiveOrZero long samplesSeen,
    @PositiveOrZero long appliedUpdates,
    @PositiveOrZero int skippedInARow) {}
