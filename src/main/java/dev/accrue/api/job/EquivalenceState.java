package dev.accrue.api.job;

/// How far a comparison of gradients is.
public enum EquivalenceState {
  /// Waits for the job's next window.
  OPEN,
  /// There is a result.
  DONE,
  /// The job ended before another window began.
  MISSED
}
