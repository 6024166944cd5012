package dev.accrue.notify;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a point may meet: `SERIES COMPARISON NUMBER`, such as `train/loss > 10`.
///
/// @param text as it is shown
record Threshold(String series, Comparison comparison, double bound, String text) {

  private static final Pattern FORMAT =
      Pattern.compile(
          " *([a-z0-9_]+(?:/[a-z0-9_]+)*) *(<=|>=|<|>) *([-+]?\\d{1,40}(?:\\.\\d{1,40})?(?:[eE][-+]?\\d{1,3})?) *");
  private static final int MAX_SERIES = 100;

  /// Empty for anything else, and for numbers that no double holds.
  static Optional<Threshold> parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > MAX_SERIES) {
      return Optional.empty();
    }
    double bound = Double.parseDouble(matcher.group(3));
    if (Double.isInfinite(bound)) {
      return Optional.empty();
    }
    String shown = String.join(" ", matcher.group(1), matcher.group(2), matcher.group(3));
    return Optional.of(
        new Threshold(matcher.group(1), Comparison.of(matcher.group(2)), bound, shown));
  }

  boolean isMetBy(double value) {
    return comparison.holds(value, bound);
  }
}
