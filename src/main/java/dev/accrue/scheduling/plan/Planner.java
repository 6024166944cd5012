package dev.accrue.scheduling.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Decides which job runs where.
public final class Planner {

  private Planner() {}

  public static Decisions plan(Cluster cluster, Policy policy) {
    Map<UUID, Wait> waits = new HashMap<>();
    cluster.waiting().forEach(job -> waits.put(job.id(), new Wait.NoRoom("devices", 0)));
    return new Decisions(List.of(), List.of(), List.of(), waits);
  }
}
