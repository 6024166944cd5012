package dev.accrue.job.spec;

import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `training.loss` and `training.metrics`.
final class LossReader {

  private LossReader() {}

  static @Nullable LossSpec loss(Fields training) {
    return null;
  }

  static @Nullable List<Metric> metrics(Fields training) {
    return null;
  }
}
