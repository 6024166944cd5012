package dev.accrue.fleet;

import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Answers heartbeats: renews the leases they name and hands out what is new.
@Component
class Heartbeats {

  private final WorkerStore workers;
  private final RenewalStore renewals;
  private final Handout handout;
  private final ModuleChecks checks;
  private final FleetProperties properties;
  private final Clock clock;

  Heartbeats(
      WorkerStore workers,
      RenewalStore renewals,
      Handout handout,
      ModuleChecks checks,
      FleetProperties properties,
      Clock clock) {
    this.workers = workers;
    this.renewals = renewals;
    this.handout = handout;
    this.checks = checks;
    this.properties = properties;
    this.clock = clock;
  }

  @Transactional
  public HeartbeatReply beat(UUID workerId, Heartbeat heartbeat) {
    Instant now = clock.instant();
    WorkerProblems problems = WorkerProblems.of(heartbeat.problems());
    if (heartbeat.leaving()) {
      workers.lock(workerId);
    }
    WorkerStore.Beaten worker =
        workers
            .beat(workerId, heartbeat.incarnation(), heartbeat.leaving(), problems.ofWorker(), now)
            .orElseThrow(() -> workers.refusal(workerId, heartbeat.incarnation()));
    if (worker.faulty() || !problems.ofDevices().isEmpty()) {
      workers.noteDeviceProblems(workerId, problems.ofDevices());
    }
    RenewalStore.Live live = renewals.findLive(workerId, heartbeat.incarnation(), now);
    List<LeaseState> leases = renew(heartbeat.attempts(), live.leases(), worker, now);
    if (worker.leaving()) {
      handout.giveBackUnnamed(workerId, heartbeat.incarnation(), worker, heartbeat.attempts());
      return new HeartbeatReply(List.of(), leases, List.of(), worker.draining());
    }
    boolean mayCheck = worker.checksWait() && !worker.draining() && problems.ofWorker() == null;
    return new HeartbeatReply(
        handout.handOut(live.waiting(), worker, problems),
        leases,
        mayCheck ? checks.handOut(workerId, now) : List.of(),
        worker.draining());
  }

  /// Writes only what has become old: most heartbeats leave the leases as they are, and are told
  /// how long those hold.
  private List<LeaseState> renew(
      List<UUID> named,
      Map<UUID, RenewalStore.Lease> leases,
      WorkerStore.Beaten worker,
      Instant now) {
    Instant renewedUntil = now.plus(properties.leaseTtl());
    Instant old = renewedUntil.minus(properties.renewalAge());
    List<UUID> due =
        leases.values().stream()
            .filter(lease -> named.contains(lease.attemptId()) && !lease.expiresAt().isAfter(old))
            .map(RenewalStore.Lease::attemptId)
            .toList();
    Set<UUID> renewed = due.isEmpty() ? Set.of() : renewals.renew(due, now, renewedUntil);
    return named.stream()
        .distinct()
        .map(attempt -> {
          RenewalStore.Lease lease = leases.get(attempt);
          if (lease == null || (due.contains(attempt) && !renewed.contains(attempt))) {
            return new LeaseState(attempt, 0, Order.CANCEL);
          }
          Instant until = renewed.contains(attempt) ? renewedUntil : lease.expiresAt();
          return state(lease, Duration.between(now, until), worker);
        })
        .toList();
  }

  /// No lease is worth more than one that was renewed now, whatever another server's clock says.
  private LeaseState state(RenewalStore.Lease lease, Duration valid, WorkerStore.Beaten worker) {
    boolean mustGo = worker.drained() && lease.order() == Order.CONTINUE;
    return new LeaseState(
        lease.attemptId(),
        Math.min(valid.toMillis(), properties.leaseTtl().toMillis()),
        mustGo ? Order.PREEMPT : lease.order(),
        lease.equivalenceRequest());
  }
}
