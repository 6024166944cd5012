package dev.accrue.fleet;

import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.EndCause;
import dev.accrue.job.JobLifecycle;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.LeaseHolder;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Ends attempts: their devices become free and their jobs move, all in one transaction.
@Component
class AttemptEnds {

  private final AttemptStore attempts;
  private final Leases leases;
  private final JobLifecycle lifecycle;
  private final Clock clock;
  private final AttemptMeter meter;

  AttemptEnds(
      AttemptStore attempts,
      Leases leases,
      JobLifecycle lifecycle,
      Clock clock,
      AttemptMeter meter) {
    this.attempts = attempts;
    this.leases = leases;
    this.lifecycle = lifecycle;
    this.clock = clock;
    this.meter = meter;
  }

  private static String timeOver(String message) {
    return ("%s. The job ran for as long as scheduling.timeLimitMinutes of its spec allows; queue it"
            + " again to go on from its last checkpoint with as much time anew")
        .formatted(message);
  }

  /// What the trainer or its worker reports. The same report again, after a lost answer, changes
  /// nothing and is fine.
  @Transactional
  public void report(LeaseHolder lease, long fencingToken, AttemptEnd end) {
    if (end.cause() == EndCause.TIME_LIMIT || end.cause() == EndCause.DEPENDENCY_FAILED) {
      leases.check(lease, fencingToken);
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "the cause %s is the server's own; name another".formatted(end.cause()));
    }
    Optional<AttemptStore.Ended> ended =
        attempts.endHeld(lease.attemptId(), fencingToken, end.cause(), clock.instant());
    if (ended.isPresent()) {
      tell(
          lease.attemptId(),
          ended.get().jobId(),
          ended.get().cause(),
          end.message(),
          "worker " + ended.get().workerName(),
          new JobLifecycle.Reached(end.optimizerStep(), end.workerAtFault()));
    } else if (!attempts.endedWith(lease.attemptId(), fencingToken, end.cause())) {
      throw LeaseStore.stale(lease);
    }
  }

  /// Ends an attempt whose row the caller's transaction holds.
  void end(UUID attemptId, UUID jobId, EndCause cause, String message, String actor) {
    EndCause effective =
        attempts
            .end(attemptId, cause, clock.instant())
            .orElseThrow(() ->
                new IllegalStateException("attempt " + attemptId + " ended while it was held"));
    tell(attemptId, jobId, effective, message, actor, JobLifecycle.Reached.UNKNOWN);
  }

  private void tell(
      UUID attemptId,
      UUID jobId,
      EndCause cause,
      String message,
      String actor,
      JobLifecycle.Reached reached) {
    lifecycle.attemptEnded(
        jobId,
        attemptId,
        cause,
        cause == EndCause.TIME_LIMIT ? timeOver(message) : message,
        actor,
        reached);
    attempts.releaseDevices(attemptId);
    meter.countEnd(cause);
  }
}
