package dev.accrue.fleet;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.Token;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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
  private final AttemptEnds ends;
  private final ModuleChecks checks;
  private final FleetProperties properties;
  private final Clock clock;

  Heartbeats(
      WorkerStore workers,
      RenewalStore renewals,
      AttemptEnds ends,
      ModuleChecks checks,
      FleetProperties properties,
      Clock clock) {
    this.workers = workers;
    this.renewals = renewals;
    this.ends = ends;
    this.checks = checks;
    this.properties = properties;
    this.clock = clock;
  }

  @Transactional
  public HeartbeatReply beat(UUID workerId, Heartbeat heartbeat) {
    Instant now = clock.instant();
    String name =
        workers
            .beat(workerId, heartbeat.incarnation(), now)
            .orElseThrow(() -> refusal(workerId, heartbeat));
    List<LeaseState> leases = renew(workerId, heartbeat, now);
    return new HeartbeatReply(
        handOut(workerId, name, heartbeat.incarnation(), now),
        leases,
        checks.handOut(workerId, now));
  }

  private List<LeaseState> renew(UUID workerId, Heartbeat heartbeat, Instant now) {
    Map<UUID, RenewalStore.Renewed> renewed =
        renewals.renew(workerId, heartbeat, now, now.plus(properties.leaseTtl()));
    return heartbeat.attempts().stream()
        .distinct()
        .map(attempt -> state(attempt, renewed.get(attempt)))
        .toList();
  }

  private LeaseState state(UUID attempt, RenewalStore.@Nullable Renewed renewed) {
    return renewed == null
        ? new LeaseState(attempt, 0, Order.CANCEL)
        : new LeaseState(
            attempt,
            properties.leaseTtl().toMillis(),
            renewed.order(),
            renewed.equivalenceRequest());
  }

  /// A lease token is made here and only its hash is kept, so no attempt can be handed out twice.
  /// When this answer is lost, its attempts are lost with it and their leases run out.
  private List<Assignment> handOut(UUID workerId, String name, UUID incarnation, Instant now) {
    List<Assignment> assignments = new ArrayList<>();
    for (WaitingAttempt attempt : renewals.lockWaiting(workerId, incarnation, now)) {
      if (attempt.cancelRequested()) {
        String message = "canceled before it began";
        ends.end(attempt.id(), attempt.jobId(), EndCause.CANCELED, message, "worker " + name);
        continue;
      }
      Token token = Token.generate(Token.LEASE_PREFIX);
      renewals.handOut(attempt.id(), token.hash(), now.plus(properties.leaseTtl()));
      assignments.add(
          new Assignment(
              attempt.id(),
              attempt.jobId(),
              attempt.fencingToken(),
              token.secret(),
              attempt.deviceOrdinals(),
              attempt.deviceMemoryBytes(),
              properties.leaseTtl().toMillis()));
    }
    return assignments;
  }

  private ProblemException refusal(UUID workerId, Heartbeat heartbeat) {
    return workers.exists(workerId)
        ? new ProblemException(
            ProblemCode.STALE_WORKER,
            "worker %s has registered as another incarnation than %s; end this process"
                .formatted(workerId, heartbeat.incarnation()))
        : new ProblemException(
            ProblemCode.NOT_FOUND,
            "worker %s is not registered; register first".formatted(workerId));
  }
}
