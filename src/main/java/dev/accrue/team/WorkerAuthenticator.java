package dev.accrue.team;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Knows worker tokens, and which worker is whose. Implemented where workers are kept.
@FunctionalInterface
public interface WorkerAuthenticator {

  /// Finds the token that a request came with, while it is not revoked.
  ///
  /// @param tokenHash `Token.hash` of what the request carried
  /// @param workerId the worker that the path names; null for none
  Optional<WorkerPrincipal> authenticateWorker(byte[] tokenHash, @Nullable UUID workerId);
}
