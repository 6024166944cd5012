package dev.accrue.training.data;

import dev.accrue.format.NumericArray;
import dev.accrue.training.TrainingRefusedException;
import java.util.List;

/// An array whose values are to be predicted.
///
/// @param layout what a loss sees of it
record ArrayTarget(NumericArray array, TargetLayout layout) {

  /// Whole numbers from 0, one per sample, are classes unless a loss takes numbers; everything else
  /// is numbers. -100 masks a class.
  ///
  /// @throws TrainingRefusedException when the array cannot be what the loss takes
  static ArrayTarget of(String split, String name, NumericArray array, WantedTarget.Use use) {
    boolean whole = array.elementsPerSample() == 1 && array.kind().isInteger();
    return switch (use) {
      case CLASS -> classes(split, name, array);
      case REAL -> numbers(name, array);
      case EITHER -> whole ? classes(split, name, array) : numbers(name, array);
    };
  }

  private static ArrayTarget numbers(String name, NumericArray array) {
    List<Long> shape = array.shape().subList(1, array.shape().size());
    List<Long> atLeastOne = shape.isEmpty() ? List.of(1L) : shape;
    return new ArrayTarget(array, new TargetLayout(name, TargetLayout.Kind.REAL, atLeastOne, 0));
  }

  /// Counts the classes.
  static ArrayTarget classes(String split, String name, NumericArray array) {
    if (array.elementsPerSample() != 1 || !array.kind().isInteger()) {
      throw new TrainingRefusedException(
          "the targets of split %s are %s of shape %s; a class per sample is needed, a whole number"
              .formatted(split, array.kind(), array.shape()));
    }
    long largest = 0;
    for (int sample = 0; sample < array.samples(); sample++) {
      long target = (long) array.value(sample);
      if ((target < 0 && target != SampleSource.MASKED) || target >= Integer.MAX_VALUE) {
        throw new TrainingRefusedException(
            "target %d of split %s is %d; classes are numbered from 0"
                .formatted(sample, split, target));
      }
      largest = Math.max(largest, target);
    }
    return new ArrayTarget(array, TargetLayout.ofClass(name, Math.toIntExact(largest + 1)));
  }

  String name() {
    return layout.name();
  }
}
