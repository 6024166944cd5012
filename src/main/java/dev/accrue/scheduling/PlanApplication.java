package dev.accrue.scheduling;

import dev.accrue.fleet.Placements;
import dev.accrue.job.JobLifecycle;
import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import dev.accrue.scheduling.plan.Device;
import dev.accrue.scheduling.plan.DeviceShare;
import dev.accrue.scheduling.plan.RunningAttempt;
import dev.accrue.scheduling.plan.WaitingJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Does what a plan says, in the transaction that made it, with a few statements whatever its size.
/// Rows are locked in the order worker, job, device. A job that somebody else is at is left for the
/// next plan.
@Component
class PlanApplication {

  private static final String ACTOR = "scheduler";

  private final QueueStore queue;
  private final Placements placements;
  private final JobLifecycle lifecycle;
  private final PlacementMeter meter;

  PlanApplication(
      QueueStore queue, Placements placements, JobLifecycle lifecycle, PlacementMeter meter) {
    this.queue = queue;
    this.placements = placements;
    this.lifecycle = lifecycle;
    this.meter = meter;
  }

  /// Gives jobs their devices.
  ///
  /// @return how many
  int place(Cluster cluster, List<Decisions.Placement> planned) {
    if (planned.isEmpty()) {
      return 0;
    }
    Set<UUID> workers =
        placements.lockWorkers(
            planned.stream().map(Decisions.Placement::workerId).distinct().toList());
    Set<UUID> queued =
        queue.lock(planned.stream().map(Decisions.Placement::jobId).toList(), "QUEUED");
    List<Decisions.Placement> possible =
        planned.stream()
            .filter(it -> queued.contains(it.jobId()) && workers.contains(it.workerId()))
            .toList();
    if (possible.isEmpty()) {
      return 0;
    }
    placements.lockDevices(
        possible.stream()
            .flatMap(it -> it.devices().stream().map(DeviceShare::deviceId))
            .distinct()
            .toList());
    assign(possible, placements.holdAll(placed(cluster, possible)));
    Map<UUID, WaitingJob> jobs = byId(cluster.waiting(), WaitingJob::id);
    possible.forEach(it -> meter.placed(fetch(jobs, it.jobId()).queuedAt()));
    return possible.size();
  }

  private void assign(List<Decisions.Placement> possible, List<UUID> attempts) {
    List<JobLifecycle.Assigned> assigned = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      Decisions.Placement placement = possible.get(i);
      assigned.add(
          new JobLifecycle.Assigned(placement.jobId(), attempts.get(i), placement.reason()));
    }
    int moved = lifecycle.assignAll(assigned, ACTOR).size();
    if (moved != possible.size()) {
      throw new IllegalStateException(
          "%d of %d jobs left the queue while their rows were held"
              .formatted(possible.size() - moved, possible.size()));
    }
  }

  /// A job that asks for no memory of its own gets whole devices.
  private static List<Placements.Placed> placed(
      Cluster cluster, List<Decisions.Placement> possible) {
    Map<UUID, WaitingJob> jobs = byId(cluster.waiting(), WaitingJob::id);
    return possible.stream()
        .map(it -> {
          boolean whole = fetch(jobs, it.jobId()).deviceMemoryBytes() == null;
          return new Placements.Placed(
              it.jobId(),
              it.workerId(),
              it.devices().stream()
                  .map(share ->
                      new Placements.Share(share.deviceId(), whole ? null : share.memoryBytes()))
                  .toList());
        })
        .toList();
  }

  /// Tells attempts to save and stop, and notes for whom.
  ///
  /// @return how many
  int preempt(Cluster cluster, List<Decisions.Preemption> planned) {
    if (planned.isEmpty()) {
      return 0;
    }
    Map<UUID, RunningAttempt> running = byId(cluster.running(), RunningAttempt::id);
    Map<UUID, UUID> workers =
        cluster.devices().stream().collect(Collectors.toMap(Device::id, Device::workerId));
    Set<UUID> waiting =
        queue.lock(
            planned.stream().map(Decisions.Preemption::forJobId).distinct().toList(), "QUEUED");
    Set<UUID> victims =
        queue.lock(
            planned.stream().map(it -> fetch(running, it.attemptId()).jobId()).toList(), "RUNNING");
    Map<UUID, UUID> claims = new HashMap<>();
    int preempted = 0;
    for (Decisions.Preemption preemption : planned) {
      RunningAttempt victim = fetch(running, preemption.attemptId());
      if (waiting.contains(preemption.forJobId())
          && victims.contains(victim.jobId())
          && lifecycle.preempt(victim.jobId(), ACTOR, preemption.reason())) {
        UUID device = victim.devices().getFirst().deviceId();
        claims.put(preemption.forJobId(), fetch(workers, device));
        preempted++;
      }
    }
    queue.claim(claims);
    return preempted;
  }

  private static <T> Map<UUID, T> byId(List<T> all, Function<T, UUID> id) {
    return all.stream().collect(Collectors.toMap(id, Function.identity()));
  }

  private static <T> T fetch(Map<UUID, T> all, UUID id) {
    return Objects.requireNonNull(all.get(id), "a plan is about the cluster that it was made for");
  }
}
