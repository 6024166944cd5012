package dev.accrue.team;

import java.time.Duration;
import java.util.UUID;

/// Makes tokens and forgets them: only hashes are kept.
public interface TokenIssuer {

  /// A token with which a program acts as this user, an administrator's rights included, until it
  /// expires or is revoked.
  ///
  /// @param name what the user calls it
  Token issueApiToken(UUID userId, String name, Duration validFor);

  /// A token with which a machine may register as a worker.
  Token issueWorkerToken(String name);

  /// The same, in place of all that had this name, so that their workers may go on with it.
  Token replaceWorkerToken(String name);

  /// A worker token that nobody knows, to be given a secret later.
  ///
  /// @return its id
  UUID reserveWorkerToken(String name);

  /// Gives a worker token another secret: whoever knows the one before is refused from now on. It
  /// works again if somebody had revoked it.
  Token renewWorkerToken(UUID id);
}
