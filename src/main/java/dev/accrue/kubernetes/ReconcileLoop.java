package dev.accrue.kubernetes;

import dev.accrue.signal.QueueWakeUps;
import dev.accrue.signal.Signals;
import io.fabric8.kubernetes.client.Watch;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Reconciles as soon as something changes in the queue or in the cluster, and every so often
/// although nothing did. While the cluster does not answer it asks less and less often.
@Component
@OnKubernetes
@ConditionalOnBooleanProperty(name = "accrue.housekeeping.enabled", matchIfMissing = true)
class ReconcileLoop implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

  /// Between two looks at the cluster, whatever happens in it.
  private static final Duration REST = Duration.ofMillis(500);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 7;

  private final Reconciler reconciler;
  private final ClusterApi cluster;
  private final KubernetesProperties properties;

  private final QueueWakeUps wakeUps;

  private volatile @Nullable Thread thread;
  private volatile boolean watching;
  private volatile int watchNumber;
  private List<Watch> watches = List.of();
  private int failures;

  ReconcileLoop(
      Reconciler reconciler, ClusterApi cluster, KubernetesProperties properties, Signals signals) {
    this.reconciler = reconciler;
    this.cluster = cluster;
    this.properties = properties;
    this.wakeUps = QueueWakeUps.of(signals);
  }

  private void run() {
    while (thread == Thread.currentThread()) {
      try {
        // What failed is tried again after its pause, whether or not somebody wakes the loop.
        var _ =
            wakeUps.await(failures > 0 || !watching ? Duration.ZERO : properties.resyncInterval());
        Thread.sleep(round());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// A watch that cannot be had keeps nothing from being compared.
  ///
  /// @return how long to rest
  private Duration round() {
    RuntimeException unwatched = attempt(this::watch);
    RuntimeException failure = attempt(reconciler::reconcile);
    if (failure == null && unwatched == null) {
      if (failures > 0) {
        log.info("The cluster is reconciled again");
      }
      failures = 0;
      return REST;
    }
    watching = false;
    failures++;
    Duration pause = pause(failures);
    log.warn(
        "The cluster could not be {}; what runs goes on, and the next try is in {}",
        failure == null ? "watched" : "reconciled",
        pause,
        failure == null ? unwatched : failure);
    return pause;
  }

  private static @Nullable RuntimeException attempt(Runnable action) {
    try {
      action.run();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  static Duration pause(int failures) {
    Duration pause = REST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /// Watches anew when a watch has ended. The look that follows sees what was missed.
  private void watch() {
    if (!watching) {
      int number = watchNumber + 1;
      watchNumber = number;
      watches.forEach(Watch::close);
      watching = true;
      watches = cluster.watch(wakeUps::wake, () -> unwatched(number));
    }
  }

  private void unwatched(int number) {
    if (number == watchNumber) {
      watching = false;
      wakeUps.wake();
    }
  }

  @Override
  public void start() {
    Thread loop = Thread.ofVirtual().name("cluster").unstarted(this::run);
    thread = loop;
    loop.start();
  }

  /// Lets a round that is under way end by itself.
  @Override
  public void stop() {
    Thread loop = thread;
    thread = null;
    wakeUps.wake();
    if (loop != null) {
      try {
        loop.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    watches.forEach(Watch::close);
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
