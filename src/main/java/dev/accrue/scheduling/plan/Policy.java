package dev.accrue.scheduling.plan;

import java.time.Duration;

/// What an administrator decides for the whole platform.
///
/// @param halfLife after which used device-seconds count half
/// @param entryPenalty what a device counts as soon as it is given, on top of what was used
/// @param priorityPreemption whether a job may preempt one of its own team with a lower priority
/// @param reservations most jobs that devices are kept free for at a time
/// @param assumedDuration of jobs that nobody knows it of, for estimates only
/// @param durationError how far known durations may be off, for estimates only: 0.25 for a quarter
public record Policy(
    Duration halfLife,
    Duration entryPenalty,
    boolean priorityPreemption,
    int reservations,
    Duration assumedDuration,
    double durationError) {

  public static final Policy DEFAULT =
      new Policy(Duration.ofHours(24), Duration.ofHours(1), true, 16, Duration.ofHours(1), 0.25);

  public Policy {
    if (!halfLife.isPositive() || entryPenalty.isNegative() || !assumedDuration.isPositive()) {
      throw new IllegalArgumentException(
          "half-life %s, entry penalty %s and assumed duration %s must be positive"
              .formatted(halfLife, entryPenalty, assumedDuration));
    }
    if (reservations < 1) {
      throw new IllegalArgumentException(
          "at least 1 reservation is needed, or large jobs starve; there are " + reservations);
    }
    if (!(durationError >= 0 && durationError < 1)) {
      throw new IllegalArgumentException(
          "durationError must be at least 0 and below 1, but is " + durationError);
    }
  }
}
