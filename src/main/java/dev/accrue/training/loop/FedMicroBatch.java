package dev.accrue.training.loop;

import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.window.PlannedMicroBatch;
import java.util.List;

/// A micro-batch in memory, and what its sums of losses are divided by.
///
/// @param denominators one per task; 0 where nothing counts
/// @param loaded goes back to its loader when this is closed
record FedMicroBatch(PlannedMicroBatch planned, List<Double> denominators, LoadedMicroBatch loaded)
    implements AutoCloseable {

  /// Whether no target element counts. With the normalisation `window` all micro-batches of a
  /// window say the same.
  boolean masked() {
    return denominators.stream().allMatch(denominator -> denominator == 0);
  }

  @Override
  public void close() {
    loaded.close();
  }
}
