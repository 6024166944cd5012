package dev.accrue.job;

import dev.accrue.api.worker.EquivalenceResult;
import java.util.UUID;

/// What attempts found when they compared a window with its full batch.
public interface EquivalenceChecks {

  /// Keeps a result, in the caller's transaction. A second result of a request changes nothing.
  void record(UUID jobId, UUID attemptId, EquivalenceResult result);
}
