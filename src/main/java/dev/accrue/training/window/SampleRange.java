package dev.accrue.training.window;

/// Consecutive samples of an epoch's order.
///
/// @param epoch from 0
/// @param from first place in the order of the epoch
/// @param to one past the last
public record SampleRange(int epoch, int from, int to) {

  public SampleRange {
    if (epoch < 0 || from < 0 || from >= to) {
      throw new IllegalArgumentException("epoch %d, samples %d to %d".formatted(epoch, from, to));
    }
  }

  /// How many samples.
  public int size() {
    return to - from;
  }
}
