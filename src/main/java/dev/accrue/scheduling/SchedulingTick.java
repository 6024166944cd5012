package dev.accrue.scheduling;

import dev.accrue.fleet.FleetProperties;
import dev.accrue.job.JobLifecycle;
import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Looks, plans and applies the plan in one transaction, alone among all servers.
@Component
public class SchedulingTick {

  /// Jobs that wait in vain are failed so many at a time.
  private static final int MOST_FAILED = 500;

  private final QueueStore queue;
  private final ClusterReader clusters;
  private final TeamStore teams;
  private final PlacementBackend backend;
  private final Explanations explanations;
  private final JobLifecycle lifecycle;
  private final SchedulingProperties properties;
  private final FleetProperties fleet;
  private final TransactionTemplate transaction;
  private final Clock clock;

  private volatile String seen = "";
  private volatile Instant plannedAt = Instant.EPOCH;
  private volatile Instant wholeAgainAt = Instant.EPOCH;

  SchedulingTick(
      QueueStore queue,
      ClusterReader clusters,
      TeamStore teams,
      PlacementBackend backend,
      Explanations explanations,
      JobLifecycle lifecycle,
      SchedulingProperties properties,
      FleetProperties fleet,
      TransactionTemplate transaction,
      Clock clock) {
    this.queue = queue;
    this.clusters = clusters;
    this.teams = teams;
    this.backend = backend;
    this.explanations = explanations;
    this.lifecycle = lifecycle;
    this.properties = properties;
    this.fleet = fleet;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// Plans. Costs one look at an index when nothing waits.
  ///
  /// @return how many jobs got devices
  public int tick() {
    if (queue.isEmpty()) {
      return 0;
    }
    Optional<Round> round = Optional.ofNullable(transaction.execute(_ -> plan().orElse(null)));
    // After the plan, which nobody shall wait for: what is not settled is worked out for it anyway.
    round.ifPresent(_ -> teams.settle());
    round.filter(Round::whole).ifPresent(explanations::offer);
    return round.map(Round::placed).orElse(0);
  }

  /// Plans if anything changed that a plan depends on, or if the last one is old. Costs a few looks
  /// at indexes otherwise.
  ///
  /// @return whether it planned
  boolean tickIfChanged() {
    if (queue.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    String current = queue.fingerprint(now, fleet.silentSince(now));
    if (current.equals(seen) && now.isBefore(plannedAt.plus(properties.replanInterval()))) {
      return false;
    }
    tick();
    seen = current;
    return true;
  }

  /// Writes down why the jobs of a long queue wait, after the newest plan.
  void explain() {
    explanations.explain();
  }

  private Optional<Round> plan() {
    if (!queue.tryLockScheduler()) {
      return Optional.empty();
    }
    plannedAt = clock.instant();
    lifecycle.failVain(MOST_FAILED);
    Instant begin = plannedAt;
    int settled = backend.settle();
    QueueStore.Queue waiting = look(begin).without(backend.findUnderway());
    Cluster cluster = clusters.read(waiting);
    Decisions decisions = backend.decide(cluster, properties.policy());
    int placed = settled + backend.place(cluster, decisions.placements());
    int preempted = backend.preempt(cluster, decisions.preemptions());
    if (waiting.whole()) {
      Duration pause = LongQueue.pause(Duration.between(begin, clock.instant()));
      Duration least = properties.explainInterval();
      wholeAgainAt = begin.plus(pause.compareTo(least) > 0 ? pause : least);
    }
    return Optional.of(
        new Round(cluster, decisions, waiting.blocked(), placed, preempted, waiting.whole()));
  }

  /// All jobs that wait, or, between two such looks at a long queue, the first ones of each team:
  /// reading 50,000 jobs to place a few would cost more than all else that a server does.
  private QueueStore.Queue look(Instant now) {
    if (!now.isBefore(wholeAgainAt)
        || queue.countWaiting(LongQueue.MOST_AT_ONCE + 1) <= LongQueue.MOST_AT_ONCE) {
      return queue.findQueue(now);
    }
    return queue.findHeads(
        now, LongQueue.headsOfATeam(backend.countFreeDevices(), teams.countWaiting()));
  }
}
