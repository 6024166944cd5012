package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;

/// What the life cycle decides by: a job whose row the caller's transaction has locked.
///
/// @param retries since a person last queued it
record LockedJob(JobState state, boolean cancelRequested, int retries, int maxRetries) {

  /// What follows when an attempt ends. A cancel that somebody asked for wins over another try.
  ///
  /// @param tooManyLosses whether the job lost one worker too many in a row
  JobMove after(EndCause cause, String message, boolean tooManyLosses) {
    return switch (cause) {
      case SUCCEEDED -> new JobMove(state, JobState.SUCCEEDED);
      case CANCELED -> new JobMove(state, JobState.CANCELED);
      case USER_ERROR, OUT_OF_MEMORY -> JobMove.toFailed(state, cause, message);
      case TIME_LIMIT, DEPENDENCY_FAILED -> orCanceled(JobMove.toFailed(state, cause, message));
      case PREEMPTED -> orCanceled(new JobMove(state, JobState.QUEUED));
      case LOST_WORKER, LOST_DEVICE -> afterLoss(cause, message, tooManyLosses);
      case INTERNAL ->
          orCanceled(
              retries < maxRetries
                  ? JobMove.toRetry(state)
                  : JobMove.toFailed(state, cause, message));
    };
  }

  /// What follows when the worker or its device failed: the job does not pay with a retry.
  JobMove afterLoss(EndCause cause, String message, boolean tooManyLosses) {
    return orCanceled(
        tooManyLosses
            ? JobMove.toFailed(state, cause, message)
            : new JobMove(state, JobState.QUEUED));
  }

  private JobMove orCanceled(JobMove move) {
    return cancelRequested ? new JobMove(state, JobState.CANCELED) : move;
  }
}
