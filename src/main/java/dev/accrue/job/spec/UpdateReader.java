package dev.accrue.job.spec;

import dev.accrue.api.spec.Beta2ScalingSpec;
import dev.accrue.api.spec.EmaSpec;
import dev.accrue.api.spec.ParameterGroupSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what shapes an update: parameter groups, frozen parameters, moving average and beta2.
final class UpdateReader {

  private UpdateReader() {}

  static @Nullable List<ParameterGroupSpec> parameterGroups(Fields training) {
    return null;
  }

  static @Nullable List<String> freeze(Fields training) {
    return null;
  }

  static @Nullable EmaSpec ema(Fields training) {
    return null;
  }

  static @Nullable Beta2ScalingSpec beta2Scaling(Fields training) {
    return null;
  }
}
