package dev.accrue.training.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Things that travel together: a model has many small tensors, of which each would cost a request.
final class Batches {

  private Batches() {}

  /// All of them in their order, by batches of at most so many bytes and things. What is larger by
  /// itself is a batch of its own.
  static <T> List<List<T>> of(
      List<T> things, ToLongFunction<T> sizeBytes, long mostBytes, int most) {
    List<List<T>> batches = new ArrayList<>();
    long batchBytes = Long.MAX_VALUE;
    for (T thing : things) {
      long size = sizeBytes.applyAsLong(thing);
      if (batchBytes > mostBytes - size || batches.getLast().size() == most) {
        batches.add(new ArrayList<>());
        batchBytes = 0;
      }
      batches.getLast().add(thing);
      batchBytes += size;
    }
    return batches;
  }
}
