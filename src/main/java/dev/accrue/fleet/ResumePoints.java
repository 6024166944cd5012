package dev.accrue.fleet;

import dev.accrue.api.worker.CheckpointManifest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Where jobs can go on from. Implemented where checkpoints are kept.
public interface ResumePoints {

  /// The job's newest complete checkpoint.
  Optional<CheckpointManifest> findNewest(UUID jobId);

  /// A checkpoint of any job of the team.
  Optional<CheckpointManifest> findInTeam(UUID teamId, UUID checkpointId);

  /// The optimizer steps of these jobs' newest complete checkpoints; none for a job without one.
  Map<UUID, Long> newestOptimizerSteps(Collection<UUID> jobIds);

  /// Those of these blobs that checkpoints of the job name.
  Set<String> findNamed(UUID jobId, Collection<String> sha256s);
}
