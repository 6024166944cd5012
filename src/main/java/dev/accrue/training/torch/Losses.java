package dev.accrue.training.torch;

import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import dev.accrue.training.data.TargetLayout;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the losses that specs name.
public final class Losses {

  private Losses() {}

  /// The loss that a spec names, or the one that fits the target.
  public static LossSpec resolved(@Nullable LossSpec spec, TargetLayout layout) {
    return Objects.requireNonNullElseGet(spec, () -> LossFit.byDefault(layout));
  }

  /// A task's loss.
  ///
  /// @param spec null for the one that fits the target
  /// @param weight of the task in the sum of losses
  /// @param metrics null for those that fit the loss
  /// @throws TrainingRefusedException when these do not fit the target or each other
  public static TaskLoss of(
      TorchRuntime runtime,
      @Nullable LossSpec spec,
      double weight,
      @Nullable List<Metric> metrics,
      TargetLayout layout) {
    LossSpec loss = resolved(spec, layout);
    List<Metric> measured = Objects.requireNonNullElseGet(metrics, () -> LossFit.byDefault(loss));
    LossFit.require(loss, measured, layout);
    return new ProgramLoss(
        runtime,
        loss,
        weight,
        measured.stream().map(metric -> MetricSums.of(metric, loss, layout)).toList());
  }
}
