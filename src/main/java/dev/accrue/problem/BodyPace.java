package dev.accrue.problem;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How long the body of one request may take to come: a while in any case, and longer the more of
/// it has come. Tomcat ends a request whose sender says nothing at all for some time; one who sends
/// a byte now and then would go on for ever.
final class BodyPace {

  private final long graceNanos;
  private final double nanosPerByte;
  private final LongSupplier nanos;
  private final long begunNanos;

  /// @param nanos a clock that only goes forward
  BodyPace(Duration grace, long bytesPerSecond, LongSupplier nanos) {
    this.graceNanos = grace.toNanos();
    this.nanosPerByte = (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    this.nanos = nanos;
    this.begunNanos = nanos.getAsLong();
  }

  /// Whether a body of which so much has come should be further by now.
  boolean isTooSlow(long seenBytes) {
    return nanos.getAsLong() - begunNanos > graceNanos + (long) (seenBytes * nanosPerByte);
  }
}
