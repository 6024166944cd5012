package dev.accrue.job.spec;

/// Numbers between two bounds. Contains neither NaN nor infinities.
///
/// @param rule in words, such as `a number above 0 and at most 1`
record Interval(double min, boolean minIncluded, double max, boolean maxIncluded, String rule) {

  static Interval above(double min, double max) {
    return new Interval(
        min, false, max, true, "a number above %s and at most %s".formatted(text(min), text(max)));
  }

  static Interval from(double min, double max) {
    return new Interval(
        min, true, max, true, "a number from %s to %s".formatted(text(min), text(max)));
  }

  static Interval below(double min, double max) {
    return new Interval(
        min, true, max, false, "a number from %s to below %s".formatted(text(min), text(max)));
  }

  boolean contains(double value) {
    return (minIncluded ? value >= min : value > min) && (maxIncluded ? value <= max : value < max);
  }

  private static String text(double bound) {
    return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
  }
}
