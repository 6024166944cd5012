package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which sample stands at which place of an epoch.
public sealed interface SampleOrder {

  /// The sample at a place.
  int sampleAt(int epoch, int place);

  /// Draws for random crops and the like: a function of seed, epoch and sample, whatever window and
  /// micro-batch the sample is in; null where samples are shown as they are.
  @Nullable Draws variation(int epoch, int sample);

  /// As stored, the same in each epoch; for validation.
  record AsStored() implements SampleOrder {
    @Override
    public int sampleAt(int epoch, int place) {
      return place;
    }

    @Override
    public @Nullable Draws variation(int epoch, int sample) {
      return null;
    }
  }

  /// A permutation that is a function of seed and epoch (Fisher and Yates), kept for the epoch
  /// asked for last. Not for use by several threads.
  final class Shuffled implements SampleOrder {
    private final long seed;
    private final int[] order;
    private int epoch = -1;

    /// An order of the samples 0 to `size - 1`.
    public Shuffled(long seed, int size) {
      this.seed = seed;
      this.order = new int[size];
    }

    @Override
    public int sampleAt(int wantedEpoch, int place) {
      if (wantedEpoch != epoch) {
        shuffle(wantedEpoch);
      }
      return order[place];
    }

    @Override
    public Draws variation(int wantedEpoch, int sample) {
      return Draws.of(seed, "variation", wantedEpoch, sample);
    }

    private void shuffle(int wantedEpoch) {
      Arrays.setAll(order, sample -> sample);
      Draws draws = Draws.of(seed, "order of epoch", wantedEpoch);
      for (int last = order.length - 1; last > 0; last--) {
        int other = draws.nextInt(last + 1);
        int swapped = order[last];
        order[last] = order[other];
        order[other] = swapped;
      }
      epoch = wantedEpoch;
    }
  }
}
