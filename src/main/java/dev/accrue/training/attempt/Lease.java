package dev.accrue.training.attempt;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The trust in the attempt's lease, on this machine's monotonic clock: the worker renews it by the
/// pipe, and when it runs out the process ends without another write.
final class Lease {

  private volatile long trustedUntilNanos;

  private Lease() {}

  /// A lease that is trusted for so long from now.
  static Lease of(long trustedMillis) {
    Lease lease = new Lease();
    lease.trust(trustedMillis);
    return lease;
  }

  /// One that is watched too: the process ends with the trust, whatever it does by then.
  static Lease watched(long trustedMillis) {
    Lease lease = of(trustedMillis);
    Thread.ofPlatform().name("lease-watch").daemon().start(lease::watch);
    return lease;
  }

  /// The worker renewed the lease.
  void trust(long millis) {
    trustedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
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
