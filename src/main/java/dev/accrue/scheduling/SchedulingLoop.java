package dev.accrue.scheduling;

import dev.accrue.signal.QueueWakeUps;
import dev.accrue.signal.Signals;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Ticks as soon as something is signaled that a plan depends on. Every now and then it looks by
/// itself, because workers fall silent and jobs come to their time without a word.
@Component
@ConditionalOnBooleanProperty(name = "accrue.housekeeping.enabled", matchIfMissing = true)
class SchedulingLoop implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SchedulingLoop.class);

  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SchedulingTick tick;
  private final SchedulingProperties properties;

  private final QueueWakeUps wakeUps;

  private volatile @Nullable Thread thread;
  private volatile @Nullable ScheduledExecutorService explainer;

  SchedulingLoop(SchedulingTick tick, SchedulingProperties properties, Signals signals) {
    this.tick = tick;
    this.properties = properties;
    this.wakeUps = QueueWakeUps.of(signals);
  }

  private void run() {
    while (thread == Thread.currentThread()) {
      try {
        boolean told = wakeUps.await(properties.tickInterval());
        long begin = System.nanoTime();
        if (told) {
          tick.tick();
        } else {
          tick.tickIfChanged();
        }
        // Leaves a third of the time to others: under load, what comes meanwhile is placed
        // together.
        Thread.sleep(
            Duration.ofNanos(Math.min((System.nanoTime() - begin) / 2, LONGEST_REST_NANOS)));
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("Scheduling failed; the next tick tries again", e);
      }
    }
  }

  private void explain() {
    try {
      tick.explain();
    } catch (RuntimeException e) {
      log.error("The reasons why jobs wait could not be written; the next plan's will be", e);
    }
  }

  @Override
  public void start() {
    ScheduledExecutorService explaining =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("scheduling-reasons").factory());
    long interval = properties.explainInterval().toMillis();
    var _ =
        explaining.scheduleWithFixedDelay(this::explain, interval, interval, TimeUnit.MILLISECONDS);
    explainer = explaining;
    Thread loop = Thread.ofVirtual().name("scheduling").unstarted(this::run);
    thread = loop;
    loop.start();
  }

  /// Lets a tick that is under way end by itself.
  @Override
  public void stop() {
    Thread loop = thread;
    thread = null;
    wakeUps.wake();
    ScheduledExecutorService explaining = explainer;
    explainer = null;
    if (explaining != null) {
      explaining.shutdown();
    }
    if (loop != null) {
      try {
        loop.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
