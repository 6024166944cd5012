package dev.accrue.job.spec;

import org.jspecify.annotations.Nullable;

/// Reads what is measured beside training.
final class CheckReader {

  private CheckReader() {}

  static @Nullable Integer recalibrationSamples(Fields training) {
    return null;
  }

  static @Nullable Boolean checkEquivalence(Fields training) {
    return null;
  }

  static @Nullable Integer adviseEveryOptimizerSteps(Fields training) {
    return null;
  }
}
