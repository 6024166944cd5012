package dev.accrue.live;

import dev.accrue.signal.Signal;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One open stream: what wakes it and what ends it.
public final class LiveReader implements AutoCloseable {

  private final UUID userId;
  private final UUID jobId;
  private final Set<Signal> signals;
  private final LiveReaders readers;
  private final Semaphore wakeUps = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);

  LiveReader(UUID userId, UUID jobId, Set<Signal> signals, LiveReaders readers) {
    this.userId = userId;
    this.jobId = jobId;
    this.signals = Set.copyOf(signals);
    this.readers = readers;
  }

  UUID userId() {
    return userId;
  }

  UUID jobId() {
    return jobId;
  }

  boolean listensTo(Signal signal) {
    return signals.contains(signal);
  }

  void wake() {
    wakeUps.release();
  }

  void end() {
    ended.countDown();
    wake();
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /// Waits for a signal, and takes all that came together as one.
  ///
  /// @return false when none came in time
  boolean awaitSignal(Duration timeout) throws InterruptedException {
    boolean signaled = wakeUps.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    wakeUps.drainPermits();
    return signaled;
  }

  /// Lets signals gather, unless the reader ends.
  void pause(Duration duration) throws InterruptedException {
    var _ = ended.await(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    readers.remove(this);
  }
}
