package dev.accrue.api.worker;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/// Where training stands between two windows.
///
/// @param epoch the epoch of the next sample, from 0
/// @param sampleOffset samples of that epoch already used
/// @param samplesSeen samples used since the job began
/// @param appliedUpdates optimizer steps that changed the parameters; Adam's t
/// @param skippedInARow skipped steps since the last applied one
/// @param micro samples of the micro-batches so far, which random draws depend on; null in
///   checkpoints of before this was known
/// @param replicas that train side by side on one CPU, which the order of sums depends on; null
///   where windows and threads never wanted several, and in checkpoints of before this was known
public record Position(
    @PositiveOrZero int epoch,
    @PositiveOrZero long sampleOffset,
    @PositiveOrZero long samplesSeen,
    @PositiveOrZero long appliedUpdates,
    @PositiveOrZero int skippedInARow,
    @Nullable @Positive Integer micro,
    @Nullable @Positive Integer replicas) {

  /// A place at which no micro-batch is known.
  public Position(
      int epoch, long sampleOffset, long samplesSeen, long appliedUpdates, int skippedInARow) {
    this(epoch, sampleOffset, samplesSeen, appliedUpdates, skippedInARow, null, null);
  }
}
