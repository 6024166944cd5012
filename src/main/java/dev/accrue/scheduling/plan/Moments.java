package dev.accrue.scheduling.plan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Points in time as milliseconds, with one that never comes.
final class Moments {

  static final long NEVER = Long.MAX_VALUE;

  /// Longer than anything that is worth a plan; keeps sums of times from overflowing.
  private static final long LONGEST = Duration.ofDays(36_500).toMillis();

  private Moments() {}

  static long of(Instant instant) {
    return instant.toEpochMilli();
  }

  /// @param duration null when nobody knows it
  static long after(long now, @Nullable Duration duration) {
    return duration == null ? NEVER : now + millis(duration);
  }

  static long millis(Duration duration) {
    return duration.toSeconds() >= LONGEST / 1000 ? LONGEST : Math.max(1, duration.toMillis());
  }

  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  /// By when something has to end that must not be in the way of what begins at a time that nobody
  /// may know.
  static long surelyBefore(long begin) {
    return begin == NEVER ? 0 : begin;
  }

  static @Nullable Instant instant(long moment) {
    return moment == NEVER ? null : Instant.ofEpochMilli(moment);
  }
}
