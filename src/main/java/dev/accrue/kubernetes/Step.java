package dev.accrue.kubernetes;

import dev.accrue.api.worker.EndCause;

/// What is to be done about one placement.
sealed interface Step {

  /// Nothing, but later perhaps.
  record Rest() implements Step {}

  /// It still waits, for this.
  record Note(String code, String reason) implements Step {}

  /// Its Kubernetes Job has to be made.
  record Create() implements Step {}

  /// Its Kubernetes Job is there, and its pod needs a token.
  record GiveToken(String uid) implements Step {}

  /// Its attempt is to save and stop, since its pod will be taken away.
  record Preempt(String reason) implements Step {}

  /// Nobody serves its attempt any more.
  record EndAttempt(EndCause cause, String reason) implements Step {}

  /// It does not come up.
  record GiveUp(String reason) implements Step {}

  /// Its Kubernetes Job has to go, and with it all that belongs to it.
  record Delete() implements Step {}

  /// Nothing is left of it.
  record Forget() implements Step {}
}
