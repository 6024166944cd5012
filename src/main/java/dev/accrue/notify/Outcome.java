package dev.accrue.notify;

import org.jspecify.annotations.Nullable;

/// What came of an attempt.
///
/// @param status what the receiver's server answered; null without an answer, and for mail
/// @param failure null when the receiver took it
record Outcome(@Nullable Integer status, @Nullable String failure) {

  static final Outcome TAKEN = new Outcome(null, null);

  /// Of an answer: receivers take a message by 2xx, and nothing else, a redirect least of all.
  static Outcome of(int status) {
    return status / 100 == 2
        ? new Outcome(status, null)
        : new Outcome(status, "the receiver answered " + status);
  }

  static Outcome failed(String why) {
    return new Outcome(null, why);
  }
}
