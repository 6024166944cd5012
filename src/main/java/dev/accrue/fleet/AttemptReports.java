package dev.accrue.fleet;

import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.EquivalenceResult;
import dev.accrue.job.EquivalenceChecks;
import dev.accrue.job.JobLifecycle;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.LeaseHolder;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Records what trainers want people to know.
@Component
class AttemptReports {

  /// What only the server says.
  private static final Set<String> RESERVED =
      Set.of(
          "TRANSITION",
          "CANCEL_REQUESTED",
          "CHECKPOINT_SAVED",
          "CHECKPOINT_PINNED",
          "CHECKPOINT_UNPINNED",
          "CHECKPOINT_DELETED",
          "CHECKPOINT_DAMAGED",
          "RETENTION_CHANGED",
          "EQUIVALENCE_REQUESTED",
          "WAITING",
          "HELD",
          "RELEASED",
          "MOVED_TO_FRONT",
          "PRIORITY_CHANGED");

  private final Leases leases;
  private final AttemptStore attempts;
  private final JobLifecycle lifecycle;
  private final EquivalenceChecks equivalence;

  AttemptReports(
      Leases leases, AttemptStore attempts, JobLifecycle lifecycle, EquivalenceChecks equivalence) {
    this.leases = leases;
    this.attempts = attempts;
    this.lifecycle = lifecycle;
    this.equivalence = equivalence;
  }

  @Transactional
  public void report(LeaseHolder lease, long fencingToken, EquivalenceResult result) {
    HeldLease held = leases.hold(lease, fencingToken);
    equivalence.record(held.jobId(), held.attemptId(), result);
  }

  @Transactional
  public void report(LeaseHolder lease, long fencingToken, AttemptEvent event) {
    if (RESERVED.contains(event.kind())) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "events of kind %s are the server's own; name another kind".formatted(event.kind()));
    }
    HeldLease held = leases.hold(lease, fencingToken);
    if (event.probeMillis() != null) {
      attempts.probed(held.attemptId(), event.probeMillis());
    }
    lifecycle.recordEvent(
        held.jobId(), held.attemptId(), event.kind(), held.actor(), event.reason());
  }
}
