package dev.accrue.job.spec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what is measured beside training.
final class CheckReader {

  private static final int MAX_RECALIBRATION = 100_000_000;

  private static final int MAX_ADVISE_EVERY = 1_000_000;

  private CheckReader() {}

  /// Null when it is not set.
  static @Nullable Integer recalibrationSamples(Fields training) {
    if (training.find("recalibrationSamples") == null) {
      return null;
    }
    int samples = training.integer("recalibrationSamples", 2, MAX_RECALIBRATION, null);
    JsonNode momentum = training.find("batchNormMomentum");
    if (momentum != null && momentum.isString() && momentum.asString().equals("frozen")) {
      training.refuse(
          "recalibrationSamples",
          "frozen statistics of BatchNorm are never measured",
          "remove it, or write batchNormMomentum: adjusted");
    }
    return samples;
  }

  /// Null when it is not set.
  static @Nullable Integer adviseEveryOptimizerSteps(Fields training) {
    return training.find("adviseEveryOptimizerSteps") == null
        ? null
        : training.integer("adviseEveryOptimizerSteps", 0, MAX_ADVISE_EVERY, null);
  }
}
