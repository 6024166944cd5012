package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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

  /// A queued job and the attempt that was made for it.
  ///
  /// @param reason for the job's events
  record Assigned(UUID jobId, UUID attemptId, String reason) {}

  /// `QUEUED` to `ASSIGNED`, in one statement for all.
  ///
  /// @return the jobs that moved; others are no longer queued, and nothing of them was changed
  Set<UUID> assignAll(Collection<Assigned> placed, String actor);

  /// `QUEUED` to `ASSIGNED`.
  ///
  /// @return false when the job is no longer queued; nothing was changed
  default boolean assign(UUID jobId, UUID attemptId, String actor, String reason) {
    return assignAll(List.of(new Assigned(jobId, attemptId, reason)), actor).contains(jobId);
  }

  /// `RUNNING` to `PREEMPTING`: its trainer is told to save and stop.
  ///
  /// @return false when it does not run; nothing was changed
  boolean preempt(UUID jobId, String actor, String reason);

  /// `QUEUED` to `FAILED`.
  ///
  /// @return false when the job is no longer queued; nothing was changed
  boolean failWaiting(UUID jobId, EndCause cause, String actor, String message);

  /// Fails waiting jobs that wait for one that cannot succeed.
  ///
  /// @param limit of how many to look at
  void failVain(int limit);

  /// `FAILED` or `CANCELED` to `QUEUED`: it goes on from its last checkpoint, with all its retries.
  ///
  /// @throws dev.accrue.problem.ProblemException `WRONG_STATE` when it has not ended or has
  ///   succeeded; `INVALID_REQUEST` when something that it needs is gone
  void requeue(UUID jobId, String actor);

  /// `ASSIGNED` to `RUNNING`, when the trainer asks for its description.
  ///
  /// @return false when it was running already; nothing was changed
  boolean start(UUID jobId, UUID attemptId, String actor);

  /// How far an attempt came.
  ///
  /// @param optimizerStep its last one, as its trainer says; 0 where nobody said
  /// @param workerAtFault whether an `INTERNAL` failure has nothing to do with the job, such as a
  ///   full disk: it counts as a loss of the worker then, not as a retry
  record Reached(long optimizerStep, boolean workerAtFault) {

    /// Nobody said.
    public static final Reached UNKNOWN = new Reached(0, false);
  }

  /// Ends the job or queues it again, by the cause and by the retries that are left.
  ///
  /// @param message for the person who submitted the job
  /// @return the state after the call
  JobState attemptEnded(
      UUID jobId, UUID attemptId, EndCause cause, String message, String actor, Reached reached);

  /// The same for one whose trainer said nothing.
  default JobState attemptEnded(
      UUID jobId, UUID attemptId, EndCause cause, String message, String actor) {
    return attemptEnded(jobId, attemptId, cause, message, actor, Reached.UNKNOWN);
  }

  /// Records something that happened without a change of state.
  ///
  /// @param attemptId null when no attempt did it
  /// @param kind a short constant such as `CHECKPOINT_SAVED`
  void recordEvent(UUID jobId, @Nullable UUID attemptId, String kind, String actor, String reason);
}
