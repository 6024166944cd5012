package dev.accrue.fleet;

import dev.accrue.api.worker.EndCause;
import java.util.UUID;

/// What whoever starts and ends machines knows of the workers on them. Called in a transaction.
public interface Machines {

  /// Ends an attempt that nobody serves any more, before its lease runs out by itself.
  ///
  /// @param message for the person who submitted the job
  /// @return false when it has ended already, or somebody is at it; nothing was changed
  boolean endUnserved(UUID attemptId, UUID jobId, EndCause cause, String message, String actor);

  /// The worker's machine is no more. A later one may serve under the same identity.
  void gone(UUID workerId);
}
