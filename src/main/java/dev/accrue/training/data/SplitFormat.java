package dev.accrue.training.data;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.IntStream;

/// How the splits of one format become samples: a split is read, what standardises it is measured
/// on the samples that are trained on and on no others, and both splits are then shown alike.
///
/// @param <R> a split as read
abstract class SplitFormat<R> {

  /// Reads a split.
  abstract R read(String split) throws IOException, InterruptedException;

  /// How many samples a split has.
  abstract int size(R split);

  /// Measures the trained samples of a split.
  ///
  /// @param rows the numbers of these samples, ascending
  /// @return what makes a source of this split or the other
  abstract Function<R, SampleSource> fit(R split, int[] rows);

  /// Whether samples follow each other, so that those held out should too.
  boolean isSequence() {
    return false;
  }

  /// Reads what the spec names.
  final TrainingData open(DataSpec spec, long seed) throws IOException, InterruptedException {
    R train = read(spec.trainSplit());
    int size = size(train);
    if (spec.validationFraction() == null) {
      Function<R, SampleSource> shown = fit(train, IntStream.range(0, size).toArray());
      return new TrainingData(shown.apply(train), shown.apply(read(spec.validationSplit())));
    }
    int heldOut = Math.toIntExact(spec.heldOutOf(size));
    if (heldOut < 1 || heldOut >= size) {
      throw new TrainingRefusedException(
          "validationFraction %s of the %d samples of split %s is %d; choose one that leaves samples on both sides"
              .formatted(spec.validationFraction(), size, spec.trainSplit(), heldOut));
    }
    Partition parts =
        isSequence() ? Partition.lastOf(size, heldOut) : Partition.drawn(seed, size, heldOut);
    SampleSource whole = fit(train, parts.trained()).apply(train);
    return new TrainingData(
        new SampleSubset(whole, whole.name(), parts.trained()),
        new SampleSubset(whole, whole.name() + " (held out)", parts.heldOut()));
  }
}
