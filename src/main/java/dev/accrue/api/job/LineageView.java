package dev.accrue.api.job;

import dev.accrue.api.spec.InitialTake;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which checkpoint a job began from, and which jobs began from its own.
///
/// @param parent null for a job that began from no checkpoint
/// @param children the newest first, at most 100
public record LineageView(@Nullable Parent parent, List<Child> children) {

  /// Where a job comes from.
  ///
  /// @param checkpointKept whether the checkpoint is still there
  public record Parent(
      UUID jobId,
      String jobName,
      UUID checkpointId,
      long optimizerStep,
      InitialTake take,
      boolean checkpointKept) {}

  /// A job that began from a checkpoint of this one.
  public record Child(
      UUID jobId,
      String jobName,
      JobState state,
      UUID checkpointId,
      long optimizerStep,
      InitialTake take) {}
}
