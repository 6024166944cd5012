package dev.accrue.training.attempt;

import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.training.loop.Curve;
import dev.accrue.training.loop.TrainingState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Passes on as many points as a series may have: of each series the first of every stretch of
/// optimizer steps, and the one at the last step. A stretch has a power of two steps, one wherever
/// all fit; so a job that goes on from a checkpoint keeps to the stretches of the attempts before.
/// Used by the training thread alone.
final class SparseCurve implements Curve {

  private final Curve next;
  private final long totalOptimizerSteps;
  private final long stride;
  private final long firstStretch;
  private final Map<String, Long> stretches = new HashMap<>();

  /// For an attempt of a job.
  ///
  /// @param startOptimizerStep up to which attempts before have told their points
  SparseCurve(Curve next, long totalOptimizerSteps, long startOptimizerStep) {
    this.next = next;
    this.totalOptimizerSteps = totalOptimizerSteps;
    this.stride = stride(totalOptimizerSteps);
    this.firstStretch = stretch(startOptimizerStep);
  }

  private static long stride(long totalOptimizerSteps) {
    if (totalOptimizerSteps <= SeriesPoints.MAX_OF_A_SERIES) {
      return 1;
    }
    long stride = 2;
    // One more for a stretch that is not full, and one for the last step.
    while (totalOptimizerSteps / stride + 2 > SeriesPoints.MAX_OF_A_SERIES) {
      stride *= 2;
    }
    return stride;
  }

  /// Step 1 begins the first.
  private long stretch(long optimizerStep) {
    return Math.floorDiv(optimizerStep - 1, stride);
  }

  @Override
  public void add(String series, TrainingState state, double value) {
    long step = state.optimizerStep();
    long stretch = stretch(step);
    boolean begins = stretches.getOrDefault(series, firstStretch) < stretch;
    if (begins || step == totalOptimizerSteps) {
      stretches.put(series, stretch);
      next.add(series, state, value);
    }
  }

  /// What a person has to know about what is left out.
  Optional<String> notice() {
    return stride == 1
        ? Optional.empty()
        : Optional.of(
            "the job has %,d optimizer steps and a series holds %,d points: of every %d steps the first is recorded"
                .formatted(totalOptimizerSteps, SeriesPoints.MAX_OF_A_SERIES, stride));
  }
}
