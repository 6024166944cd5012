package dev.accrue.fleet;

import dev.accrue.team.LeaseHolder;

/// The fence in front of everything that an attempt writes.
public interface Leases {

  /// Passes if the lease is valid: the attempt exists with this fencing token, has not ended, and
  /// its lease has not run out. Checks and takes the attempt's row in one statement and keeps it
  /// until the caller's transaction ends, so nothing can end the attempt between the check and the
  /// writes that follow.
  ///
  /// @param fencingToken as the request's header says
  /// @throws dev.accrue.problem.ProblemException `STALE_LEASE` otherwise; nothing was changed
  HeldLease hold(LeaseHolder lease, long fencingToken);

  /// Like `hold` for what changes nothing of the attempt: keeps nothing.
  void check(LeaseHolder lease, long fencingToken);

  /// Like `hold` for what only reads and names no fencing token: keeps nothing.
  default void check(LeaseHolder lease) {
    check(lease, lease.fencingToken());
  }
}
