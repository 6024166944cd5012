package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Which samples of one split are trained on and which are held out; both ascending.
record Partition(int[] trained, int[] heldOut) {

  /// The last samples are held out: for samples that follow each other, such as windows of a text.
  /// Drawn ones would lie between the trained ones and measure how well these are remembered.
  static Partition lastOf(int size, int heldOut) {
    return new Partition(
        IntStream.range(0, size - heldOut).toArray(),
        IntStream.range(size - heldOut, size).toArray());
  }

  /// A permutation that is a function of the seed (Fisher and Yates) says which are held out.
  static Partition drawn(long seed, int size, int heldOut) {
    int[] order = IntStream.range(0, size).toArray();
    Draws draws = Draws.of(seed, "held-out samples");
    for (int last = size - 1; last > 0; last--) {
      int other = draws.nextInt(last + 1);
      int swapped = order[last];
      order[last] = order[other];
      order[other] = swapped;
    }
    int[] held = Arrays.copyOf(order, heldOut);
    int[] trained = Arrays.copyOfRange(order, heldOut, size);
    Arrays.sort(held);
    Arrays.sort(trained);
    return new Partition(trained, held);
  }
}
