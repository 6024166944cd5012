package dev.accrue.training.window;

import java.util.List;

/// The samples of one forward and backward.
///
/// @param microBatchIndex its place in the window, from 0
/// @param ranges more than one only where the window spans epochs
public record PlannedMicroBatch(int microBatchIndex, List<SampleRange> ranges) {

  public PlannedMicroBatch {
    ranges = List.copyOf(ranges);
  }

  /// How many samples.
  public int samples() {
    return ranges.stream().mapToInt(SampleRange::size).sum();
  }
}
