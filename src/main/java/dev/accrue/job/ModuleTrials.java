package dev.accrue.job;

import dev.accrue.api.worker.ModuleCheckTask;
import java.util.UUID;

/// Has modules tried out by a worker, since no server runs what users upload. Implemented where
/// workers are known.
public interface ModuleTrials {

  /// How a trial ended.
  sealed interface Verdict {
    /// The module is good for the task.
    record Passed() implements Verdict {}

    /// It is not.
    ///
    /// @param reason for the person who submitted the job
    record Failed(String reason) implements Verdict {}

    /// No worker had an answer in time; the job's first attempt makes the trial.
    record Deferred(String reason) implements Verdict {}
  }

  /// Waits for a trial, for some seconds at most. Not to be called inside a transaction.
  Verdict tryOut(UUID teamId, ModuleCheckTask task);
}
