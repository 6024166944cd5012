package dev.accrue.api.notification;

/// Where a notification stands.
public enum DeliveryState {
  /// Is sent, or sent again, when its time has come.
  WAITING,
  DELIVERED,
  /// Was refused or lost as often as the server tries.
  GIVEN_UP
}
