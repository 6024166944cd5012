package dev.accrue.metric;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.team.LeaseHolder;

/// Hears of points in the transaction that keeps them, so it must be quick, and what it throws
/// refuses them.
public interface PointListener {

  /// A batch is kept. A replay comes again.
  void taken(LeaseHolder lease, PointBatch batch);
}
