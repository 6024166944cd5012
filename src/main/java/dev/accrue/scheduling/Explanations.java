package dev.accrue.scheduling;

import dev.accrue.scheduling.plan.StartEstimate;
import dev.accrue.scheduling.plan.StartEstimator;
import dev.accrue.scheduling.plan.Wait;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes down why jobs wait and when they may start, after what was placed has been committed. A
/// short queue is explained after each plan, a long one every so often on a thread of its own.
@Component
class Explanations {

  private static final int SHORT_QUEUE = 500;

  private final WaitStore store;
  private final Signals signals;
  private final TransactionTemplate transaction;
  private final SchedulingProperties properties;
  private final Clock clock;

  /// The newest plan that has not been explained.
  private final AtomicReference<@Nullable Round> pending = new AtomicReference<>();

  private volatile Instant againAt = Instant.EPOCH;

  Explanations(
      WaitStore store,
      Signals signals,
      TransactionTemplate transaction,
      SchedulingProperties properties,
      Clock clock) {
    this.clock = clock;
    this.store = store;
    this.signals = signals;
    this.transaction = transaction;
    this.properties = properties;
  }

  /// Takes a plan of the whole queue that was just applied. A long queue is left for `explain`, so
  /// that nobody waits for devices because of it.
  void offer(Round round) {
    if (round.waiting() > SHORT_QUEUE) {
      pending.set(round);
    } else {
      pending.set(null);
      write(round);
    }
  }

  /// Explains what is pending, unless it was busy doing so just now.
  void explain() {
    Instant begin = clock.instant();
    Round round = begin.isBefore(againAt) ? null : pending.getAndSet(null);
    if (round != null) {
      write(round);
      againAt = begin.plus(LongQueue.pause(Duration.between(begin, clock.instant())));
    }
  }

  private void write(Round round) {
    List<WaitStore.Explained> explained = explained(round);
    transaction.executeWithoutResult(_ -> store.write(explained));
    transaction.executeWithoutResult(_ -> signals.sendAll(Signal.JOB, store.tell()));
  }

  private List<WaitStore.Explained> explained(Round round) {
    Map<UUID, StartEstimate> estimates =
        StartEstimator.estimate(round.cluster(), properties.policy());
    List<WaitStore.Explained> explained = new ArrayList<>(round.waiting());
    round
        .decisions()
        .waits()
        .forEach((job, wait) -> explained.add(explained(job, wait, estimates.get(job))));
    round.blocked().forEach((job, obstacle) -> explained.add(explained(job, obstacle)));
    return explained;
  }

  private static WaitStore.Explained explained(
      UUID job, Wait wait, @Nullable StartEstimate estimate) {
    String code = wait.code().name();
    return estimate == null
        ? new WaitStore.Explained(job, code, wait.sentence(), null, null, null, null)
        : new WaitStore.Explained(
            job,
            code,
            wait.sentence(),
            estimate.expected(),
            estimate.earliest(),
            estimate.latest(),
            estimate.durationsKnown());
  }

  private static WaitStore.Explained explained(UUID job, Obstacle obstacle) {
    return new WaitStore.Explained(
        job, obstacle.code(), obstacle.sentence(), null, null, null, null);
  }
}
