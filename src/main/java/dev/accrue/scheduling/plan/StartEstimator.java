package dev.accrue.scheduling.plan;

import java.util.Map;
import java.util.UUID;

/// Guesses when waiting jobs start.
public final class StartEstimator {

  private StartEstimator() {}

  /// @return an estimate for each waiting job that can start at all
  public static Map<UUID, StartEstimate> estimate(Cluster cluster, Policy policy) {
    return Map.of();
  }
}
