package dev.accrue.fleet;

import dev.accrue.api.worker.CheckpointManifest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Where jobs can go on from. Implemented where checkpoints are kept.
public interface ResumePoints {

  /// The job's newest complete checkpoint.
  Optional<CheckpointManifest> findNewest(UUID jobId);

  /// A checkpoint of any job of the team.
  Optional<CheckpointManifest> findInTeam(UUID teamId, UUID checkpointId);

  /// The optimizer steps of these jobs' newest complete checkpoints; none for a job without one.
  Map<UUID, Long> newestOptimizerSteps(Collection<UUID> jobIds);

  /// Whether a checkpoint of the job names this blob.
  boolean names(UUID jobId, String sha256);
}
