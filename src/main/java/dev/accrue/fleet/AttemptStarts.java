package dev.accrue.fleet;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.job.JobLifecycle;
import dev.accrue.team.LeaseHolder;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Tells a trainer what to do, and with that starts its attempt.
@Component
class AttemptStarts {

  private final Leases leases;
  private final AttemptStore attempts;
  private final AttemptData data;
  private final ResumePoints resumePoints;
  private final JobLifecycle lifecycle;
  private final Clock clock;

  AttemptStarts(
      Leases leases,
      AttemptStore attempts,
      AttemptData data,
      ResumePoints resumePoints,
      JobLifecycle lifecycle,
      Clock clock) {
    this.leases = leases;
    this.attempts = attempts;
    this.data = data;
    this.resumePoints = resumePoints;
    this.lifecycle = lifecycle;
    this.clock = clock;
  }

  @Transactional
  public AttemptDescription start(LeaseHolder lease) {
    HeldLease held = leases.hold(lease, lease.fencingToken());
    attempts.start(held.attemptId(), clock.instant());
    Optional<CheckpointManifest> resume = resumePoints.findNewest(held.jobId());
    if (lifecycle.start(held.jobId(), held.attemptId(), held.actor()) && resume.isPresent()) {
      lifecycle.recordEvent(
          held.jobId(),
          held.attemptId(),
          "RESUMED",
          held.actor(),
          "goes on from the checkpoint at optimizer step " + resume.get().optimizerStep());
    }
    AttemptData.Work work = data.fetchWork(held.jobId());
    return new AttemptDescription(
        held.attemptId(),
        held.jobId(),
        held.attemptNumber(),
        work.spec(),
        work.totalOptimizerSteps(),
        data.files(held.jobId(), work.spec()),
        resume.orElse(null),
        data.modelFiles(lease.teamId(), work.spec()),
        data.findInitialCheckpoint(lease.teamId(), work.spec()).orElse(null));
  }
}
