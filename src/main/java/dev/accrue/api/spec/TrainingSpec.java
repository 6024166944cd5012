package dev.accrue.api.spec;

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
    int maxSkippedStepsInARow) {}
