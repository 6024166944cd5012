package dev.accrue.team;

import java.util.Optional;

/// Knows lease tokens. Implemented where leases are kept.
@FunctionalInterface
public interface LeaseAuthenticator {

  /// Finds the attempt that a lease token was made for, also when its lease has ended: that a lease
  /// is stale is for the guard of each write to say, with 409 and not with 401.
  ///
  /// @param tokenHash `Token.hash` of what the request carried
  Optional<LeaseHolder> authenticate(byte[] tokenHash);
}
