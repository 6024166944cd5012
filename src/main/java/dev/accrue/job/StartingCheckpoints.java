package dev.accrue.job;

import java.util.UUID;

/// Checkpoints that jobs may start from. Implemented where checkpoints are kept.
@FunctionalInterface
public interface StartingCheckpoints {

  /// Whether a job of the team has this checkpoint.
  boolean exists(UUID teamId, UUID checkpointId);
}
