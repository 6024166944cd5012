package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The only way in which a job's state changes. Each method checks the transition against
/// `JobTransitions`, guards it in its SQL, and records the event, all in the caller's transaction
/// or one of its own.
public interface JobLifecycle {

  /// Records the event of a job that was just inserted as `QUEUED`.
  void recordSubmission(UUID jobId, String actor);

  /// Asks for an end without another checkpoint. A queued job is canceled at once; a running one
  /// when its trainer has stopped.
  ///
  /// @return the state after the call
  /// @throws dev.accrue.problem.ProblemException `WRONG_STATE` when the job has already ended
  JobState requestCancel(UUID jobId, String actor);

  /// `QUEUED` to `ASSIGNED`.
  ///
  /// @return false when the job is no longer queued; nothing was changed
  boolean assign(UUID jobId, UUID attemptId, String actor, String reason);

  /// `ASSIGNED` to `RUNNING`, when the trainer asks for its description.
  ///
  /// @return false when it was running already; nothing was changed
  boolean start(UUID jobId, UUID attemptId, String actor);

  /// Ends the job or queues it again, by the cause and by the retries that are left.
  ///
  /// @param message for the person who submitted the job
  /// @return the state after the call
  JobState attemptEnded(UUID jobId, UUID attemptId, EndCause cause, String message, String actor);

  /// Records something that happened without a change of state.
  ///
  /// @param attemptId null when no attempt did it
  /// @param kind a short constant such as `CHECKPOINT_SAVED`
  void recordEvent(UUID jobId, @Nullable UUID attemptId, String kind, String actor, String reason);

  /// Records why a queued job waits, unless its newest event says the same.
  void recordWaiting(UUID jobId, String actor, String reason);
}
