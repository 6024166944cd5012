package dev.accrue.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How long a lease may still be believed, on this machine's monotonic clock: a wrong wall clock
/// cannot stretch it. Counted from before the request was sent, and shorter than the server's by a
/// margin, so that the worker always stops believing first.
final class LeaseTrust {

  private final LongSupplier nanoTime;
  private volatile long endsAtNanos;

  LeaseTrust(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.endsAtNanos = nanoTime.getAsLong();
  }

  /// Believes the lease until `validMillis - marginMillis` after the request was sent.
  void extend(long requestSentAtNanos, long validMillis, long marginMillis) {
    endsAtNanos =
        requestSentAtNanos + Duration.ofMillis(Math.max(0, validMillis - marginMillis)).toNanos();
  }

  /// The reading of the monotonic clock at which trust ends.
  long endsAtNanos() {
    return endsAtNanos;
  }

  /// Milliseconds of trust that are left; 0 when it has ended.
  long remainingMillis() {
    return Math.max(0, Duration.ofNanos(endsAtNanos - nanoTime.getAsLong()).toMillis());
  }
}
