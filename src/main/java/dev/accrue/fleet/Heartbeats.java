package dev.accrue.fleet;

import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    List<LeaseState> leases = renew(workerId, heartbeat, worker, now);
    if (worker.leaving()) {
      handout.giveBackUnnamed(workerId, heartbeat.incarnation(), worker, heartbeat.attempts());
      return new HeartbeatReply(List.of(), leases, List.of(), worker.draining());
    }
    boolean mayCheck = worker.checksWait() && !worker.draining() && problems.ofWorker() == null;
    return new HeartbeatReply(
        handout.handOut(workerId, heartbeat.incarnation(), worker, problems),
        leases,
        mayCheck ? checks.handOut(workerId, now) : List.of(),
        worker.draining());
  }

  private List<LeaseState> renew(
      UUID workerId, Heartbeat heartbeat, WorkerStore.Beaten worker, Instant now) {
    Map<UUID, RenewalStore.Renewed> renewed =
        renewals.renew(workerId, heartbeat, now, now.plus(properties.leaseTtl()));
    return heartbeat.attempts().stream()
        .distinct()
        .map(attempt -> state(attempt, renewed.get(attempt), worker))
        .toList();
  }

  private LeaseState state(
      UUID attempt, RenewalStore.@Nullable Renewed renewed, WorkerStore.Beaten worker) {
    if (renewed == null) {
      return new LeaseState(attempt, 0, Order.CANCEL);
    }
    boolean mustGo = worker.drained() && renewed.order() == Order.CONTINUE;
    return new LeaseState(
        attempt,
        properties.leaseTtl().toMillis(),
        mustGo ? Order.PREEMPT : renewed.order(),
        renewed.equivalenceRequest());
  }
}
