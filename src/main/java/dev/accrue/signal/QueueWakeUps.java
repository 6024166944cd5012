package dev.accrue.signal;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Wakes a loop that looks at the queue of jobs. Holds at most one wake-up: however many signals
/// came, one look answers them.
public final class QueueWakeUps implements SignalListener {

  private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);

  /// Wake-ups by what is signaled from now on.
  public static QueueWakeUps of(Signals signals) {
    QueueWakeUps made = new QueueWakeUps();
    signals.listen(made);
    return made;
  }

  private QueueWakeUps() {}

  @Override
  public void received(Signal signal, UUID jobId) {
    if (signal == Signal.QUEUE) {
      wake();
    }
  }

  @Override
  public void mayHaveMissedSome() {
    wake();
  }

  /// Wakes the loop, or keeps it from falling asleep.
  public void wake() {
    var _ = wakeUps.offer(true);
  }

  /// Waits for a wake-up.
  ///
  /// @return false when none came in that time
  public boolean await(Duration most) throws InterruptedException {
    return wakeUps.poll(most.toMillis(), TimeUnit.MILLISECONDS) != null;
  }
}
