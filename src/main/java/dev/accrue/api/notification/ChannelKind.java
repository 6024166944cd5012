package dev.accrue.api.notification;

/// What a channel speaks.
public enum ChannelKind {
  /// JSON to a URL, signed.
  WEBHOOK,
  /// A line of text to a URL, in the way of Slack's incoming webhooks.
  SLACK,
  /// Mail.
  EMAIL
}
