package dev.accrue.format;

import org.jspecify.annotations.Nullable;

/// The least, the greatest and the mean of numbers, in one pass.
final class Moments {

  private long present;
  private long missing;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double mean;

  void add(double value) {
    if (!Double.isFinite(value)) {
      missing++;
      return;
    }
    present++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    mean += (value - mean) / present;
  }

  long present() {
    return present;
  }

  long missing() {
    return missing;
  }

  @Nullable Double min() {
    return present == 0 ? null : min;
  }

  @Nullable Double max() {
    return present == 0 ? null : max;
  }

  @Nullable Double mean() {
    return present == 0 ? null : mean;
  }
}
