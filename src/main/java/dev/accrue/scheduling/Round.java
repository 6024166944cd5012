package dev.accrue.scheduling;

import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import java.util.Map;
import java.util.UUID;

/// What one tick saw, decided and did.
///
/// @param blocked queued jobs that the planner was not asked about
/// @param placed how many jobs got devices
/// @param preempted how many attempts were told to stop
/// @param whole whether it looked at all jobs that wait
record Round(
    Cluster cluster,
    Decisions decisions,
    Map<UUID, Obstacle> blocked,
    int placed,
    int preempted,
    boolean whole) {

  int waiting() {
    return decisions.waits().size() + blocked.size();
  }
}
