package dev.accrue.training.attempt;

import java.util.concurrent.locks.LockSupport;

/// The trust in the attempt's lease, on this machine's monotonic clock: the worker renews it by the
/// pipe, and when it runs out the process ends without another write.
final class Lease {

  private volatile long trustedUntilNanos;

  private Lease(long trustedUntilNanos) {
    this.trustedUntilNanos = trustedUntilNanos;
  }

  /// A lease that is trusted until a reading of [System#nanoTime].
  static Lease until(long nanos) {
    return new Lease(nanos);
  }

  /// One that is watched too: the process ends with the trust, whatever it does by then.
  static Lease watchedUntil(long nanos) {
    Lease lease = until(nanos);
    Thread.ofPlatform().name("lease-watch").daemon().start(lease::watch);
    return lease;
  }

  /// The worker renewed the lease, or took it away.
  void trustUntil(long nanos) {
    trustedUntilNanos = nanos;
  }

  /// Ends the process if the lease is not trusted; called before every write.
  void require() {
    if (remainingNanos() <= 0) {
      ProcessExit.LEASE_ENDED.now("the lease was not renewed in time");
    }
  }

  private long remainingNanos() {
    return trustedUntilNanos - System.nanoTime();
  }

  private void watch() {
    while (true) {
      require();
      LockSupport.parkNanos(remainingNanos());
    }
  }
}
