package dev.accrue.api.notification;

import org.jspecify.annotations.Nullable;

/// A new channel.
///
/// @param secret what its messages are signed with; shown once and never again, null but for
///   webhooks
public record CreatedNotificationChannel(NotificationChannelView channel, @Nullable String secret) {

  /// Keeps the secret out of logs.
  @Override
  public String toString() {
    return "CreatedNotificationChannel[channel=" + channel + "]";
  }
}
