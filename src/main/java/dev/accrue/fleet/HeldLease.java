package dev.accrue.fleet;

import java.util.UUID;

/// A lease that is valid until the transaction ends.
///
/// @param sequence grows with every fenced write of the attempt, in the order of their commits
/// @param actor who to name in events: `worker NAME`
public record HeldLease(
    UUID attemptId, UUID jobId, int attemptNumber, long sequence, String actor) {

  /// The request header that carries the fencing token.
  public static final String FENCING_TOKEN = "Accrue-Fencing-Token";
}
