package dev.accrue.api.worker;

/// What the server wants of a running attempt.
public enum Order {
  /// Go on training.
  CONTINUE,
  /// Save a checkpoint at the next optimizer step and end: the device is needed elsewhere.
  PREEMPT,
  /// End without another checkpoint: somebody canceled the job.
  CANCEL
}
