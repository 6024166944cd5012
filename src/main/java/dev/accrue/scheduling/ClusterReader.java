package dev.accrue.scheduling;

import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.WaitingJob;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Reads all that a plan depends on.
@Component
class ClusterReader {

  private final PlacementBackend backend;
  private final AttemptStatus attempts;
  private final TeamStore teams;

  ClusterReader(PlacementBackend backend, AttemptStatus attempts, TeamStore teams) {
    this.attempts = attempts;
    this.backend = backend;
    this.teams = teams;
  }

  Cluster read(QueueStore.Queue queue) {
    return backend.look(teams.findActive(), queue.ready(), attempts.findLive());
  }

  /// With a job that is not in the queue.
  Cluster readWith(QueueStore.Queue queue, WaitingJob job) {
    List<WaitingJob> waiting = new ArrayList<>(queue.without(backend.findUnderway()).ready());
    waiting.add(job);
    return backend.look(teams.findActiveAnd(job.teamId()), waiting, attempts.findLive());
  }
}
