package dev.accrue.fleet;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.job.JobLifecycle;
import dev.accrue.team.LeaseHolder;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Tells a trainer what to do, and with that starts its attempt. One that asks again, since its
/// checkpoint turned out to be damaged, is told of the newest sound one.
@Component
class AttemptStarts {

  private final LeaseStore leases;
  private final AttemptData data;
  private final ResumePoints resumePoints;
  private final CurveCuts curves;
  private final JobLifecycle lifecycle;

  AttemptStarts(
      LeaseStore leases,
      AttemptData data,
      ResumePoints resumePoints,
      CurveCuts curves,
      JobLifecycle lifecycle) {
    this.curves = curves;
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
    long fromStep = resume.map(CheckpointManifest::optimizerStep).orElse(0L);
    if (begun.curveFromStep() > fromStep) {
      curves.beginAt(held, fromStep);
    }
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
