package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;
import org.jspecify.annotations.Nullable;

/// A transition that is about to be made.
///
/// @param countsAsRetry whether it uses up one of the job's retries; such a job goes to the end of
///   the queue, while one that lost its devices by no fault of its own keeps its place
record JobMove(
    JobState from,
    JobState to,
    boolean countsAsRetry,
    @Nullable EndCause failureCause,
    @Nullable String failureMessage) {

  JobMove(JobState from, JobState to) {
    this(from, to, false, null, null);
  }

  static JobMove toRetry(JobState from) {
    return new JobMove(from, JobState.QUEUED, true, null, null);
  }

  static JobMove toFailed(JobState from, EndCause cause, String message) {
    return new JobMove(from, JobState.FAILED, false, cause, message);
  }
}
