package dev.accrue.team;

import java.util.Optional;

/// Knows the tokens of modules' trials. Implemented where trials are kept.
@FunctionalInterface
public interface CheckAuthenticator {

  /// Finds the trial that a token was made for, while it has not ended.
  ///
  /// @param tokenHash `Token.hash` of what the request carried
  Optional<CheckHolder> authenticateCheck(byte[] tokenHash);
}
