package dev.accrue.api.worker;

/// Where training stands between two windows.
///
/// @param epoch the epoch of the next sample, from 0
/// @param sampleOffset samples of that epoch already used
/// @param samplesSeen samples used since the job began
/// @param appliedUpdates optimizer steps that changed the parameters; Adam's t
/// @param skippedInARow skipped steps since the last applied one
public record Position(
    int epoch, long sampleOffset, long samplesSeen, long appliedUpdates, int skippedInARow) {}
