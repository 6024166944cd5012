package dev.accrue.api.spec;

/// When to save and what to keep.
///
/// @param everyOptimizerSteps optimizer steps between two checkpoints; one more is written at the
///   end
/// @param keepLast how many of the newest are kept
public record CheckpointSpec(long everyOptimizerSteps, int keepLast) {}
