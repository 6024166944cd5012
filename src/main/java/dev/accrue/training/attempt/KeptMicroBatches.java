package dev.accrue.training.attempt;

import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.training.loop.MicroBatchMemo;
import java.util.OptionalInt;

/// Micro-batches that the server remembers for the team. They save time; a job that cannot have
/// them goes on without.
record KeptMicroBatches(AttemptApi api) implements MicroBatchMemo {

  @Override
  public OptionalInt find(String key) throws InterruptedException {
    try {
      return api.findMicroBatch(key);
    } catch (ServerRefusedException e) {
      TrainerLog.warn("no micro-batch is known: " + e.getMessage());
      return OptionalInt.empty();
    }
  }

  @Override
  public void remember(FittedMicroBatch found) throws InterruptedException {
    try {
      api.rememberMicroBatch(found);
    } catch (ServerRefusedException e) {
      TrainerLog.warn("the micro-batch is not remembered: " + e.getMessage());
    }
  }
}
