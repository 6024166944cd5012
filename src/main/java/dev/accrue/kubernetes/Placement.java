package dev.accrue.kubernetes;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `kubernetes_placement` that something may be left of in the cluster.
///
/// @param team whose job it is
/// @param devices how many the job needs
/// @param selector of the job
/// @param attemptId null until its worker has registered
/// @param clusterUid of its Kubernetes Job; null until that is there
/// @param tokenGiven whether its pod can read a token
/// @param endedAt null while it is wanted
record Placement(
    UUID id,
    UUID jobId,
    String team,
    int priority,
    int devices,
    Map<String, String> selector,
    String pool,
    int slot,
    UUID workerId,
    UUID tokenId,
    @Nullable UUID attemptId,
    Instant createdAt,
    @Nullable String clusterUid,
    boolean tokenGiven,
    @Nullable Instant endedAt) {

  /// What its Job, its Secret and, but for a suffix, its pod are called.
  String name() {
    return nameOf(id);
  }

  static String nameOf(UUID id) {
    return "accrue-" + id;
  }

  /// What its worker is called, at any time.
  String workerName() {
    return "kubernetes-" + slot;
  }
}
