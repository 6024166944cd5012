package dev.accrue.scheduling;

import dev.accrue.fleet.Placements;
import dev.accrue.job.JobLifecycle;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Looks, plans and applies the plan in one transaction, alone among all servers.
@Component
public class SchedulingTick {

  /// A tick tells so many jobs why they wait, the oldest.
  private static final int MOST_TOLD = 20;

  private final QueueStore queue;
  private final Placements placements;
  private final JobLifecycle lifecycle;

  SchedulingTick(QueueStore queue, Placements placements, JobLifecycle lifecycle) {
    this.queue = queue;
    this.placements = placements;
    this.lifecycle = lifecycle;
  }

  /// Costs one look at an index when nothing waits.
  ///
  /// @return how many jobs got devices
  @Transactional
  public int tick() {
    if (queue.isEmpty()) {
      return 0;
    }
    queue.lockScheduler();
    List<Placements.FreeDevice> devices = placements.findFree();
    if (devices.isEmpty()) {
      return 0;
    }
    return apply(Planner.plan(new Snapshot(queue.findQueue(), devices, placements.capacities())));
  }

  /// People should not have to guess why nothing happens.
  private void tell(List<Plan.TooLarge> tooLarge) {
    List<Plan.TooLarge> some = tooLarge.stream().limit(MOST_TOLD).toList();
    if (some.isEmpty()) {
      return;
    }
    Set<UUID> queued = queue.lockQueued(some.stream().map(Plan.TooLarge::jobId).toList());
    some.stream()
        .filter(job -> queued.contains(job.jobId()))
        .forEach(
            job -> lifecycle.recordEvent(job.jobId(), null, "WAITING", "scheduler", job.reason()));
  }

  private int apply(Plan plan) {
    tell(plan.tooLarge());
    Set<UUID> queued = queue.lockQueued(plan.placements().stream().map(Placement::jobId).toList());
    List<Placement> possible =
        plan.placements().stream().filter(it -> queued.contains(it.jobId())).toList();
    for (Placement placement : possible) {
      UUID attempt =
          placements.hold(placement.jobId(), placement.workerId(), placement.deviceIds());
      if (!lifecycle.assign(placement.jobId(), attempt, "scheduler", placement.reason())) {
        throw new IllegalStateException(
            "job %s left the queue while its row was held".formatted(placement.jobId()));
      }
    }
    return possible.size();
  }
}
