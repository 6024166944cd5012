package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// When to save and what to keep. A checkpoint stays while one of the three rules keeps it.
///
/// @param everyOptimizerSteps optimizer steps between two checkpoints; one more is written at the
///   end
/// @param keepLast how many of the newest are kept
/// @param keepBest null for none
/// @param keepEveryOptimizerSteps keeps the first checkpoint of each stretch of so many optimizer
///   steps, but for the first stretch; null for none
/// @param whenBusy null for `later`
public record CheckpointSpec(
    long everyOptimizerSteps,
    int keepLast,
    @Nullable KeepBestSpec keepBest,
    @Nullable Long keepEveryOptimizerSteps,
    @Nullable WhenBusy whenBusy) {

  /// Keeps the newest and nothing else.
  public CheckpointSpec(long everyOptimizerSteps, int keepLast) {
    this(everyOptimizerSteps, keepLast, null, null, null);
  }
}
