package dev.accrue.training.torch;

import dev.accrue.api.spec.Beta2ScalingSpec;
import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.EmaSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.ParameterGroupSpec;
import dev.accrue.api.spec.TrainingSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a spec wants parameters to be updated.
///
/// @param clipping of the accumulated gradient in each step; null for none
/// @param groups that are updated in their own way; a parameter belongs to the first that matches
/// @param average null for none
/// @param beta2Scaling null for none
public record UpdateRules(
    OptimizerSpec optimizer,
    @Nullable ClippingSpec clipping,
    List<ParameterGroupSpec> groups,
    @Nullable EmaSpec average,
    @Nullable Beta2ScalingSpec beta2Scaling) {

  public UpdateRules {
    groups = List.copyOf(groups);
  }

  /// What a job's spec says.
  public static UpdateRules of(TrainingSpec spec) {
    return new UpdateRules(
        spec.optimizer(),
        spec.clipping(),
        Objects.requireNonNullElse(spec.parameterGroups(), List.of()),
        spec.ema(),
        spec.beta2Scaling());
  }

  /// One optimizer for all parameters, and nothing else.
  public static UpdateRules of(OptimizerSpec optimizer, @Nullable ClippingSpec clipping) {
    return new UpdateRules(optimizer, clipping, List.of(), null, null);
  }

  /// Samples of an update for which `beta2` is meant; 0 where it stays as it is.
  int beta2Reference() {
    Beta2ScalingSpec scaling = beta2Scaling;
    if (scaling == null || scaling.name() == Beta2ScalingSpec.Rule.NONE) {
      return 0;
    }
    Integer reference = scaling.referenceBatch();
    return reference == null ? 0 : reference;
  }
}
