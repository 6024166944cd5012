package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// Scales the learning rate from the batch that it was found for to the job's effective batch.
///
/// @param name the rule
/// @param referenceBatch samples of an optimizer step for which `learningRate` is meant; null only
///   for `none`
public record LearningRateScalingSpec(LearningRateScaling name, @Nullable Integer referenceBatch) {}
