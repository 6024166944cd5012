package dev.accrue.api.notification;

/// Changes of a job's state that a channel may tell of.
public enum StateChange {
  /// A trainer began to work; again after each interruption.
  STARTED,
  SUCCEEDED,
  /// It will not be tried again.
  FAILED,
  CANCELED,
  /// It was asked to save and give its devices back.
  PREEMPTED
}
