package dev.accrue.api.job;

/// What people do to jobs that are there already.
public enum JobOperation {
  /// Ends it, without another checkpoint.
  CANCEL,
  /// Has it save and give its devices back; it keeps its place in the queue.
  PREEMPT,
  /// Keeps it from starting. One that runs saves and gives its devices back first.
  HOLD,
  /// Lets it start again.
  RELEASE,
  /// Queues a failed or canceled job again, from its last checkpoint.
  REQUEUE,
  /// Puts a waiting job before all others of its team.
  MOVE_TO_FRONT,
  /// Gives it another priority.
  CHANGE_PRIORITY
}
