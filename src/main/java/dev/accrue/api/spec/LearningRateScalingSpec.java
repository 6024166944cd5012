package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// Scales the learning rate from the batch that it was found for to the job's effective batch.
///
/// @param name the rule
/// @param referenceBatch samples of an optimizer step for which `learningRate` is meant; null only
///   for `none`
public record LearningRateScalingSpec(LearningRateScaling name, @Nullable Integer referenceBatch) {

  /// By what the learning rate is multiplied for an effective batch.
  ///
  /// @param scaling null for none
  public static double factor(@Nullable LearningRateScalingSpec scaling, int effective) {
    Integer reference = scaling == null ? null : scaling.referenceBatch();
    if (scaling == null || reference == null) {
      return 1;
    }
    double ratio = effective / (double) reference;
    return switch (scaling.name()) {
      case NONE -> 1;
      case LINEAR -> ratio;
      case SQRT -> Math.sqrt(ratio);
    };
  }
}
