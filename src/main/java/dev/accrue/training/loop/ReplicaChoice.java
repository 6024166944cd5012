package dev.accrue.training.loop;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.training.loop.MicroBatchChoice.TrialPasses;
import dev.accrue.training.memory.MemoryNeeds;
import dev.accrue.training.memory.PeakMemory;
import java.util.OptionalLong;

/// How many replicas side by side memory has ample room for. Each has the activations of a
/// micro-batch, and all may be at their peak at once in any window, so that what fits in the first
/// would prove nothing.
record ReplicaChoice(BatchSpec batch, MemoryTerms terms, MemoryNeeds needs) {

  /// Parameters, their gradients, and what optimizers remember most often.
  private static final int TENSORS_OF_A_PARAMETER = 4;

  /// The share of the memory that is planned with.
  private static final double AMPLE = 0.75;

  /// Measures under a limit while headroom is held: what a heap keeps would not be counted.
  ///
  /// @param most that are wanted
  /// @param threads of the job
  /// @param micro samples of a micro-batch
  int choose(int most, int threads, int micro, TrialPasses trialPasses)
      throws InterruptedException {
    Long limit = terms.limitBytes();
    if (limit == null) {
      return most;
    }
    int count = most;
    OptionalLong each = measure(micro, trialPasses);
    while (count > 1 && (each.isEmpty() || !fit(count, each.getAsLong(), limit))) {
      count = ReplicaCount.of(threads, batch, micro, count - 1);
    }
    return count;
  }

  private boolean fit(int count, long bytesOfEach, long limit) {
    long parameters = needs.parameters().stream().mapToLong(MemoryNeeds.Extent::bytes).sum();
    return TENSORS_OF_A_PARAMETER * parameters + count * bytesOfEach <= AMPLE * limit;
  }

  private OptionalLong measure(int micro, TrialPasses trialPasses) throws InterruptedException {
    try (TrialPass pass = trialPasses.open(micro)) {
      return MemoryMeter.peak(pass::run, PeakMemory.on(terms.device()));
    }
  }
}
