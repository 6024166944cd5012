package dev.accrue.training.data;

import dev.accrue.format.NumericArray;
import dev.accrue.training.TrainingRefusedException;
import java.util.List;

/// Samples in an array, and what is to be predicted of them in others.
public final class Split {

  private final String name;
  private final NumericArray features;
  private final List<ArrayTarget> targets;
  private final boolean sequences;

  /// Samples with a class each.
  ///
  /// @param name as in the spec, for messages
  /// @throws TrainingRefusedException when features and targets do not belong together
  public Split(String name, NumericArray features, NumericArray targets) {
    this(name, features, List.of(ArrayTarget.classes(name, ArrayFiles.TARGETS, targets)), false);
  }

  /// @param targets one per task
  /// @param sequences whether samples of two extents are sequences of vectors, and not images
  Split(String name, NumericArray features, List<ArrayTarget> targets, boolean sequences) {
    this.name = name;
    this.features = features;
    this.targets = List.copyOf(targets);
    this.sequences = sequences;
    for (ArrayTarget target : targets) {
      if (features.samples() != target.array().samples()) {
        throw new TrainingRefusedException(
            "split %s has %d samples of features and %d targets; upload files of equal length"
                .formatted(name, features.samples(), target.array().samples()));
      }
    }
  }

  /// The name in the spec.
  public String name() {
    return name;
  }

  /// How many samples.
  public int size() {
    return features.samples();
  }

  /// One more than the largest class of the first target.
  public int classes() {
    return targets.getFirst().layout().classes();
  }

  /// The shape of a sample; an image without a channel dimension gets one, a single number is a
  /// vector of one.
  public List<Long> sampleShape() {
    List<Long> shape = features.shape().subList(1, features.shape().size());
    return switch (shape.size()) {
      case 0 -> List.of(1L);
      case 2 -> sequences ? List.copyOf(shape) : List.of(1L, shape.get(0), shape.get(1));
      default -> List.copyOf(shape);
    };
  }

  NumericArray features() {
    return features;
  }

  List<ArrayTarget> targets() {
    return targets;
  }
}
