package dev.accrue.api.job;

/// Where a job stands. `JobTransitions` in the job module says who moves it.
public enum JobState {
  /// Waits for devices.
  QUEUED,
  /// Has devices; its trainer has not begun yet.
  ASSIGNED,
  /// Trains.
  RUNNING,
  /// Has been asked to save and give its devices back.
  PREEMPTING,
  /// Finished its work.
  SUCCEEDED,
  /// Ended without finishing, and will not be tried again.
  FAILED,
  /// Ended because somebody asked.
  CANCELED;

  /// Whether nothing works on the job any more. A person may queue one again that failed or was
  /// canceled.
  public boolean terminal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELED;
  }
}
