package dev.accrue.api.notification;

/// What a notification tells of.
public enum NotificationEvent {
  STARTED,
  SUCCEEDED,
  FAILED,
  CANCELED,
  PREEMPTED,
  /// It runs, and had no new point for as long as the channel says.
  STALLED,
  /// A point met one of the channel's thresholds.
  THRESHOLD,
  /// Somebody tries the channel out.
  TEST
}
