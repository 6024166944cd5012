package dev.accrue.api.team;

/// A new worker token.
///
/// @param secret what goes into the file that workers read; shown once and never again
public record CreatedWorkerToken(WorkerTokenView token, String secret) {

  /// Keeps the secret out of logs.
  @Override
  public String toString() {
    return "CreatedWorkerToken[token=" + token + "]";
  }
}
