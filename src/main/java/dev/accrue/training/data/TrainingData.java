package dev.accrue.training.data;

import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;

/// What a job trains on and what it is measured on; samples of both look the same.
public record TrainingData(SampleSource train, SampleSource validation) {

  public TrainingData {
    if (!train.features().equals(validation.features())) {
      throw new TrainingRefusedException(
          "samples of split %s have shape %s, those of %s have %s; both must be the same"
              .formatted(
                  train.name(),
                  train.features().shape(),
                  validation.name(),
                  validation.features().shape()));
    }
    for (int target = 0; target < train.targets().size(); target++) {
      requireKnownClasses(
          train.name(),
          train.targets().get(target).classes(),
          validation.name(),
          validation.targets().get(target).classes());
    }
  }

  private static void requireKnownClasses(
      String train, int trained, String validation, int measured) {
    if (measured > trained) {
      throw new TrainingRefusedException(
          "split %s has a target %d, but the targets of %s end at %d; train on all classes"
              .formatted(validation, measured - 1, train, trained - 1));
    }
  }

  /// Two pairs of IDX files, both standardised as the first one wants it.
  public static TrainingData idx(Split train, Split validation, ElementType type) {
    Standardization standardization = Standardization.of(train);
    return new TrainingData(
        new ArraySource(train, standardization, type, null),
        new ArraySource(validation, standardization, type, null));
  }
}
