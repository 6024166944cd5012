package dev.accrue.fleet;

import dev.accrue.api.worker.CheckpointManifest;
import java.util.Optional;
import java.util.UUID;

/// Where jobs can go on from. Implemented where checkpoints are kept.
public interface ResumePoints {

  /// The job's newest complete checkpoint.
  Optional<CheckpointManifest> findNewest(UUID jobId);

  /// The optimizer step of the newest complete checkpoint, 0 when there is none.
  long newestOptimizerStep(UUID jobId);

  /// A checkpoint of any job of the team.
  Optional<CheckpointManifest> findOfTeam(UUID teamId, UUID checkpointId);

  /// Whether a checkpoint of the job names this blob.
  boolean names(UUID jobId, String sha256);
}
