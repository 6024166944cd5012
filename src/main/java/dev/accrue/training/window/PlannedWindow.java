package dev.accrue.training.window;

import java.util.List;

/// The micro-batches between two optimizer steps.
///
/// @param start of its first sample
/// @param end of the next window's first sample
/// @param samples in all of its micro-batches
public record PlannedWindow(
    Place start, Place end, int samples, List<PlannedMicroBatch> microBatches) {

  /// A sample's place in the data.
  ///
  /// @param epoch from 0
  /// @param offset in the order of the epoch
  public record Place(int epoch, int offset) {}

  public PlannedWindow {
    microBatches = List.copyOf(microBatches);
  }

  /// Whether no later window belongs to the epoch in which this one began.
  public boolean endsEpoch() {
    return end.epoch() > start.epoch();
  }
}
