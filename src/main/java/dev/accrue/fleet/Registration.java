package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.api.worker.WorkerRegistered;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes in workers that have started.
@Component
class Registration {

  private static final int MAX_WORKERS = 10_000;

  private final WorkerStore workers;
  private final WorkerOwners owners;
  private final AttemptStore attempts;
  private final AttemptEnds ends;
  private final FleetProperties properties;
  private final Signals signals;
  private final Clock clock;

  Registration(
      WorkerStore workers,
      WorkerOwners owners,
      AttemptStore attempts,
      AttemptEnds ends,
      FleetProperties properties,
      Signals signals,
      Clock clock) {
    this.signals = signals;
    this.workers = workers;
    this.owners = owners;
    this.attempts = attempts;
    this.ends = ends;
    this.properties = properties;
    this.clock = clock;
  }

  /// What the worker's earlier incarnation was doing ends at once: nobody serves it any more.
  ///
  /// @param tokenId which the worker belongs to from now on
  @Transactional
  public WorkerRegistered register(RegisterWorker worker, UUID tokenId) {
    refuseDoubledOrdinals(worker);
    if (workers.countOthers(worker.workerId()) >= MAX_WORKERS) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "there are %d workers already; remove some first".formatted(MAX_WORKERS));
    }
    workers.lock(worker.workerId());
    // The same again, after a lost answer, changes nothing.
    boolean fresh = workers.upsert(worker, clock.instant());
    if (!owners.claim(worker.workerId(), tokenId)) {
      throw foreign(worker);
    }
    if (fresh) {
      endOlderAttempts(worker);
      workers.replaceDevices(worker.workerId(), worker.devices());
      signals.send(Signal.QUEUE, worker.workerId());
    }
    return new WorkerRegistered(
        properties.heartbeatInterval().toMillis(),
        properties.leaseTtl().toMillis(),
        properties.leaseSafetyMargin().toMillis());
  }

  /// Rolls back what came before.
  private static ProblemException foreign(RegisterWorker worker) {
    return new ProblemException(
        ProblemCode.FORBIDDEN,
        "worker %s has registered with another token; use that one, start with another --data directory, or have an administrator revoke the old token"
            .formatted(worker.workerId()));
  }

  /// Before the devices change, because a device that is held keeps its size.
  private void endOlderAttempts(RegisterWorker worker) {
    for (LiveAttempt attempt :
        attempts.lockOfOlderIncarnations(worker.workerId(), worker.incarnation())) {
      String message = "worker %s started anew".formatted(worker.name());
      String actor = "worker " + worker.name();
      ends.end(attempt.id(), attempt.jobId(), EndCause.LOST_WORKER, message, actor);
    }
  }

  private static void refuseDoubledOrdinals(RegisterWorker worker) {
    long distinct = worker.devices().stream().map(DeviceInfo::ordinal).distinct().count();
    if (distinct < worker.devices().size()) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "two of the %d devices have the same ordinal; number them from 0"
              .formatted(worker.devices().size()));
    }
  }
}
