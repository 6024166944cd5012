package dev.accrue.training.loop;

import dev.accrue.api.worker.FittedMicroBatch;
import java.util.OptionalInt;

/// Micro-batches that were found to fit, kept from job to job.
public interface MicroBatchMemo {

  /// What was found under the same circumstances; empty when nothing was.
  ///
  /// @param key as in `FittedMicroBatch`
  OptionalInt find(String key) throws InterruptedException;

  /// Keeps it for the next time, in place of what was known.
  void remember(FittedMicroBatch found) throws InterruptedException;

  /// Knows nothing and keeps nothing: for sessions without a server.
  static MicroBatchMemo none() {
    return new MicroBatchMemo() {
      @Override
      public OptionalInt find(String key) {
        return OptionalInt.empty();
      }

      @Override
      public void remember(FittedMicroBatch found) {
        // There is no next time.
      }
    };
  }
}
