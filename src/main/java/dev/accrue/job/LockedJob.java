package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;

/// What the life cycle decides by: a job whose row the caller's transaction has locked.
record LockedJob(JobState state, boolean cancelRequested, int retries, int maxRetries) {

  /// What follows when an attempt ends. A cancel that somebody asked for wins over another try.
  JobMove after(EndCause cause, String message) {
    return switch (cause) {
      case SUCCEEDED -> new JobMove(state, JobState.SUCCEEDED);
      case CANCELED -> new JobMove(state, JobState.CANCELED);
      case USER_ERROR, OUT_OF_MEMORY -> JobMove.toFailed(state, cause, message);
      case LOST_WORKER, LOST_DEVICE, PREEMPTED ->
          new JobMove(state, cancelRequested ? JobState.CANCELED : JobState.QUEUED);
      case INTERNAL -> {
        if (cancelRequested) {
          yield new JobMove(state, JobState.CANCELED);
        }
        yield retries < maxRetries
            ? JobMove.toRetry(state)
            : JobMove.toFailed(state, cause, message);
      }
    };
  }
}
