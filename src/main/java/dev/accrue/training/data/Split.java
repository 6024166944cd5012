package dev.accrue.training.data;

import dev.accrue.training.TrainingRefusedException;
import java.util.List;

/// Samples with their classes.
public final class Split {

  private final String name;
  private final IdxFile features;
  private final IdxFile targets;
  private final int classes;

  /// @param name as in the spec, for messages
  /// @throws TrainingRefusedException when features and targets do not belong together
  public Split(String name, IdxFile features, IdxFile targets) {
    if (features.samples() != targets.samples()) {
      throw new TrainingRefusedException(
          "split %s has %d samples of features and %d targets; upload files of equal length"
              .formatted(name, features.samples(), targets.samples()));
    }
    if (targets.elementsPerSample() != 1 || !targets.kind().isInteger()) {
      throw new TrainingRefusedException(
          "the targets of split %s are %s of shape %s; a class per sample is needed, a whole number"
              .formatted(name, targets.kind(), targets.shape()));
    }
    this.name = name;
    this.features = features;
    this.targets = targets;
    this.classes = countClasses();
  }

  private int countClasses() {
    long largest = 0;
    for (int sample = 0; sample < targets.samples(); sample++) {
      long target = target(sample);
      if (target < 0) {
        throw new TrainingRefusedException(
            "target %d of split %s is %d; classes are numbered from 0"
                .formatted(sample, name, target));
      }
      largest = Math.max(largest, target);
    }
    return Math.toIntExact(largest + 1);
  }

  /// The name in the spec.
  public String name() {
    return name;
  }

  /// How many samples.
  public int size() {
    return features.samples();
  }

  /// One more than the largest target.
  public int classes() {
    return classes;
  }

  /// The shape of a sample; an image without a channel dimension gets one.
  public List<Long> sampleShape() {
    List<Long> shape = features.shape().subList(1, features.shape().size());
    return shape.size() == 2 ? List.of(1L, shape.get(0), shape.get(1)) : List.copyOf(shape);
  }

  IdxFile features() {
    return features;
  }

  long target(int sample) {
    return (long) targets.value(sample);
  }
}
