package dev.accrue.fleet;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.job.JobLifecycle;
import dev.accrue.team.LeaseHolder;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Tells a trainer what to do, and with that starts its attempt.
@Component
class AttemptStarts {

  private final LeaseStore leases;
  private final AttemptData data;
  private final ResumePoints resumePoints;
  private final JobLifecycle lifecycle;

  AttemptStarts(
      LeaseStore leases, AttemptData data, ResumePoints resumePoints, JobLifecycle lifecycle) {
    this.leases = leases;
    this.data = data;
    this.resumePoints = resumePoints;
    this.lifecycle = lifecycle;
  }

  @Transactional
  public AttemptDescription start(LeaseHolder lease) {
    LeaseStore.Begun begun = leases.begin(lease);
    HeldLease held = begun.lease();
    JobSpec spec = begun.spec();
    Optional<CheckpointManifest> resume = resumePoints.findNewest(held.jobId());
    if (lifecycle.start(held.jobId(), held.attemptId(), held.actor()) && resume.isPresent()) {
      lifecycle.recordEvent(
          held.jobId(),
          held.attemptId(),
          "RESUMED",
          held.actor(),
          "goes on from the checkpoint at optimizer step " + resume.get().optimizerStep());
    }
    return new AttemptDescription(
        held.attemptId(),
        held.jobId(),
        held.attemptNumber(),
        spec,
        begun.totalOptimizerSteps(),
        data.files(held.jobId(), spec),
        resume.orElse(null),
        data.modelFiles(lease.teamId(), spec),
        data.findInitialCheckpoint(lease.teamId(), spec).orElse(null));
  }
}
