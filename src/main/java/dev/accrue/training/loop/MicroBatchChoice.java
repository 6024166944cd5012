package dev.accrue.training.loop;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.training.memory.Headroom;
import dev.accrue.training.memory.NativeHeap;
import dev.accrue.training.memory.OutOfMemory;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/// Which micro-batch a session begins with: that of the checkpoint it goes on from, since random
/// draws depend on it; else what is known to fit from earlier jobs; else what `auto` finds, or what
/// the spec says.
record MicroBatchChoice(BatchSpec batch, JobMemory memory, int trainSize) {

  /// Opens a dry run of micro-batches of this many samples.
  @FunctionalInterface
  interface TrialPasses {
    TrialPass open(int micro) throws InterruptedException;
  }

  int choose(TrainingState start, TrialPasses trialPasses, Surroundings surroundings)
      throws InterruptedException {
    Integer before = start.position().micro();
    if (before != null) {
      return before;
    }
    OptionalInt known = memory.find();
    if (known.isPresent() && known.getAsInt() <= batch.micro()) {
      if (batch.autoMicro() || known.getAsInt() < batch.micro()) {
        surroundings.event(
            "MICRO_BATCH_FITTED",
            "micro %d is what was found to fit by an earlier job with this model, input, device and"
                    .formatted(known.getAsInt())
                + " memory limit");
      }
      return known.getAsInt();
    }
    return batch.autoMicro() ? fit(trialPasses, surroundings) : batch.micro();
  }

  private MicroBatchProbe.Run open(TrialPasses trialPasses, int micro) throws InterruptedException {
    Headroom headroom = memory.headroom();
    headroom.hold();
    TrialPass pass = trialPasses.open(micro);
    return new MicroBatchProbe.Run() {
      @Override
      public void run() {
        pass.run();
      }

      @Override
      public void close() {
        headroom.release();
        pass.close();
      }
    };
  }

  private int fit(TrialPasses trialPasses, Surroundings surroundings) throws InterruptedException {
    int largest = Math.min(batch.micro(), trainSize);
    LongSupplier nanoTime = memory.terms().nanoTime();
    long startedAtNanos = nanoTime.getAsLong();
    try {
      MicroBatchProbe.Found found =
          new MicroBatchProbe(nanoTime).find(largest, micro -> open(trialPasses, micro));
      surroundings.probed(nanoTime.getAsLong() - startedAtNanos);
      surroundings.event("MICRO_BATCH_FITTED", found.sentence());
      memory.remember(found.micro());
      return found.micro();
    } catch (RuntimeException | OutOfMemoryError e) {
      memory.headroom().release();
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      NativeHeap.giveBack();
      throw memory.doesNotFit(e);
    }
  }
}
