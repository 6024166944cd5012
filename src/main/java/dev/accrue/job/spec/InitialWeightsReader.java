package dev.accrue.job.spec;

import dev.accrue.api.spec.InitialWeightsSpec;
import org.jspecify.annotations.Nullable;

/// Reads `initialWeights`.
final class InitialWeightsReader {

  private InitialWeightsReader() {}

  static @Nullable InitialWeightsSpec read(Fields job) {
    return null;
  }
}
