package dev.accrue.notify;

import java.net.URI;
import java.util.List;

/// Where a channel leads.
sealed interface Target {

  /// Signed JSON.
  ///
  /// @param secret signs messages
  record Webhook(URI url, String secret) implements Target {

    /// Keeps both out of logs.
    @Override
    public String toString() {
      return "Webhook[…]";
    }
  }

  /// A line of text.
  record Slack(URI url) implements Target {

    /// The URL is a secret.
    @Override
    public String toString() {
      return "Slack[…]";
    }
  }

  /// The operator's mail server.
  record Mail(List<String> recipients) implements Target {}
}
