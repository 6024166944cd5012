package dev.accrue.fleet;

import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.EndCause;
import dev.accrue.job.JobLifecycle;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.LeaseHolder;
import java.time.Clock;
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

  AttemptEnds(AttemptStore attempts, Leases leases, JobLifecycle lifecycle, Clock clock) {
    this.attempts = attempts;
    this.leases = leases;
    this.lifecycle = lifecycle;
    this.clock = clock;
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
    if (attempts.lockAndSeeWhetherItEndedWith(lease.attemptId(), fencingToken, end.cause())) {
      return;
    }
    HeldLease held = leases.hold(lease, fencingToken);
    if (end.cause() == EndCause.TIME_LIMIT || end.cause() == EndCause.DEPENDENCY_FAILED) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "the cause %s is the server's own; name another".formatted(end.cause()));
    }
    attempts.advanceJob(held.jobId(), end.optimizerStep());
    end(
        held.attemptId(),
        held.jobId(),
        end.cause(),
        end.message(),
        held.actor(),
        end.workerAtFault());
  }

  /// Ends an attempt whose row the caller's transaction holds.
  void end(UUID attemptId, UUID jobId, EndCause cause, String message, String actor) {
    end(attemptId, jobId, cause, message, actor, false);
  }

  private void end(
      UUID attemptId,
      UUID jobId,
      EndCause cause,
      String message,
      String actor,
      boolean workerAtFault) {
    EndCause effective =
        attempts
            .end(attemptId, cause, clock.instant())
            .orElseThrow(() ->
                new IllegalStateException("attempt " + attemptId + " ended while it was held"));
    lifecycle.attemptEnded(
        jobId,
        attemptId,
        effective,
        effective == EndCause.TIME_LIMIT ? timeOver(message) : message,
        actor,
        workerAtFault);
    attempts.releaseDevices(attemptId);
  }
}
