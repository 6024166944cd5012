package dev.accrue.kubernetes;

import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import dev.accrue.scheduling.plan.Need;
import dev.accrue.scheduling.plan.Wait;
import dev.accrue.scheduling.plan.WaitingJob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Where Kueue decides who starts, it is given the jobs that could: of each team in turn its next,
/// up to the most Jobs that a cluster should have.
@Component
@OnKubernetes
class KueueOrder {

  private final KubernetesProperties properties;
  private final Capacity capacity;
  private final PlaceStore places;

  KueueOrder(KubernetesProperties properties, Capacity capacity, PlaceStore places) {
    this.properties = properties;
    this.capacity = capacity;
    this.places = places;
  }

  boolean decides() {
    return properties.queue() != null;
  }

  /// How many more Jobs the cluster may be given.
  int room() {
    return Math.max(0, properties.maxJobs() - places.countUnfinished());
  }

  Decisions decide(Cluster cluster) {
    List<Decisions.Placement> placements = new ArrayList<>();
    Map<UUID, Wait> waits = new HashMap<>();
    int room = room();
    for (WaitingJob job : inTurn(cluster.waiting())) {
      Optional<Pool> pool = capacity.findPool(job);
      if (pool.isEmpty()) {
        waits.put(job.id(), new Wait.NoSuchDevices(need(job), 0));
      } else if (placements.size() < room) {
        placements.add(placement(job, pool.get()));
      } else {
        waits.put(job.id(), new Wait.ClusterFull(properties.maxJobs()));
      }
    }
    return new Decisions(placements, List.of(), List.of(), waits);
  }

  private Decisions.Placement placement(WaitingJob job, Pool pool) {
    return new Decisions.Placement(
        job.id(),
        capacity.aNodeOf(pool),
        List.of(),
        "given to Kueue, which decides when it starts");
  }

  private static Need need(WaitingJob job) {
    return new Need(job.devices(), job.deviceMemoryBytes(), job.selector(), job.kind());
  }

  private static List<WaitingJob> inTurn(List<WaitingJob> waiting) {
    Map<UUID, Deque<WaitingJob>> teams = new TreeMap<>();
    waiting.stream()
        .sorted()
        .forEach(job -> teams.computeIfAbsent(job.teamId(), _ -> new ArrayDeque<>()).add(job));
    List<WaitingJob> order = new ArrayList<>(waiting.size());
    while (!teams.isEmpty()) {
      teams.values().forEach(jobs -> order.add(jobs.removeFirst()));
      teams.values().removeIf(Deque::isEmpty);
    }
    return order;
  }
}
