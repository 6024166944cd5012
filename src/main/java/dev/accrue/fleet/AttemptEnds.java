package dev.accrue.fleet;

import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.EndCause;
import dev.accrue.job.JobLifecycle;
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

  /// What the trainer or its worker reports. The same report again, after a lost answer, changes
  /// nothing and is fine.
  @Transactional
  public void report(LeaseHolder lease, long fencingToken, AttemptEnd end) {
    if (attempts.lockAndSeeWhetherItEndedWith(lease.attemptId(), fencingToken, end.cause())) {
      return;
    }
    HeldLease held = leases.hold(lease, fencingToken);
    attempts.advanceJob(held.jobId(), end.optimizerStep());
    end(held.attemptId(), held.jobId(), end.cause(), end.message(), held.actor());
  }

  /// Ends an attempt whose row the caller's transaction holds.
  void end(UUID attemptId, UUID jobId, EndCause cause, String message, String actor) {
    if (!attempts.end(attemptId, cause, clock.instant())) {
      throw new IllegalStateException("attempt " + attemptId + " ended while it was held");
    }
    lifecycle.attemptEnded(jobId, attemptId, cause, message, actor);
    attempts.releaseDevices(attemptId);
  }
}
