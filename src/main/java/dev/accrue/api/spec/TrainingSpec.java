package dev.accrue.api.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to train. Exactly one of `epochs` and `optimizerSteps` is set.
///
/// @param epochs passes over the training split
/// @param optimizerSteps updates of the parameters
/// @param learningRate the learning rate that `schedule` shapes, for the batch that
///   `learningRateScaling` names
/// @param schedule null for a constant learning rate
/// @param learningRateScaling null for none
/// @param clipping null for none
/// @param seed of initial weights, data order and every random draw
/// @param maxSkippedStepsInARow non-finite gradients tolerated in a row before the job fails
/// @param loss null for the one that fits the target; with `tasks` each has its own
/// @param metrics null for those that fit the loss
/// @param tasks null for one task
/// @param backward null for `joint`
/// @param parameterGroups null for none
/// @param freeze patterns of the names of parameters that stay as they are; null for none
/// @param ema null for none
/// @param beta2Scaling null for none
/// @param recalibrationSamples training samples over which BatchNorm's statistics are measured anew
///   at the end; null for none
/// @param checkEquivalence whether the first window's accumulated gradient is compared with the
///   full batch's; null for no
/// @param adviseEveryOptimizerSteps how often the gradient noise scale is sampled; null for the
///   default, 0 for never
public record TrainingSpec(
    BatchSpec batch,
    @Nullable Integer epochs,
    @Nullable Long optimizerSteps,
    OptimizerSpec optimizer,
    double learningRate,
    @Nullable ScheduleSpec schedule,
    @Nullable LearningRateScalingSpec learningRateScaling,
    @Nullable ClippingSpec clipping,
    long seed,
    LossNormalization lossNormalization,
    LastWindow lastWindow,
    BatchNormMomentum batchNormMomentum,
    Precision precision,
    int maxSkippedStepsInARow,
    @Nullable LossSpec loss,
    @Nullable List<Metric> metrics,
    @Nullable List<TaskSpec> tasks,
    @Nullable Backward backward,
    @Nullable List<ParameterGroupSpec> parameterGroups,
    @Nullable List<String> freeze,
    @Nullable EmaSpec ema,
    @Nullable Beta2ScalingSpec beta2Scaling,
    @Nullable Integer recalibrationSamples,
    @Nullable Boolean checkEquivalence,
    @Nullable Integer adviseEveryOptimizerSteps) {

  public TrainingSpec {
    metrics = metrics == null ? null : List.copyOf(metrics);
    tasks = tasks == null ? null : List.copyOf(tasks);
    parameterGroups = parameterGroups == null ? null : List.copyOf(parameterGroups);
    freeze = freeze == null ? null : List.copyOf(freeze);
  }
}
