package dev.accrue.scheduling;

import dev.accrue.fleet.Placements.FreeDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Decides which job runs where: a pure function of a snapshot. The job that has waited longest
/// goes first, and gets all its devices of one worker or none. One that has to wait for devices in
/// use reserves the worker that can take it soonest, so that later and smaller jobs do not keep it
/// waiting for ever; one that no worker can take reserves nothing.
final class Planner {

  /// Equal snapshots give equal plans, in whatever order their parts come.
  private static final Comparator<QueuedJob> OLDEST_FIRST =
      Comparator.comparing(QueuedJob::queuedAt).thenComparing(QueuedJob::id);

  private static final Comparator<FreeDevice> BY_WORKER =
      Comparator.comparing(FreeDevice::workerName)
          .thenComparing(FreeDevice::workerId)
          .thenComparingInt(FreeDevice::ordinal)
          .thenComparing(FreeDevice::id);

  private final Snapshot snapshot;
  private final Map<UUID, List<FreeDevice>> free = new LinkedHashMap<>();
  private final List<Placement> placements = new ArrayList<>();
  private final List<Plan.TooLarge> tooLarge = new ArrayList<>();

  private Planner(Snapshot snapshot) {
    this.snapshot = snapshot;
    snapshot.freeDevices().stream()
        .sorted(BY_WORKER)
        .forEach(
            device -> free.computeIfAbsent(device.workerId(), _ -> new ArrayList<>()).add(device));
  }

  static Plan plan(Snapshot snapshot) {
    return new Planner(snapshot).plan();
  }

  private Plan plan() {
    List<QueuedJob> queue = snapshot.queue().stream().sorted(OLDEST_FIRST).toList();
    for (QueuedJob job : queue) {
      if (free.isEmpty()) {
        break;
      }
      Optional<List<FreeDevice>> worker =
          free.values().stream().filter(devices -> devices.size() >= job.devices()).findFirst();
      if (worker.isPresent()) {
        place(job, worker.get(), queue.size() - placements.size());
      } else {
        hold(job);
      }
    }
    return new Plan(placements, tooLarge);
  }

  private void place(QueuedJob job, List<FreeDevice> devices, int waiting) {
    List<FreeDevice> taken = List.copyOf(devices.subList(0, job.devices()));
    devices.subList(0, job.devices()).clear();
    FreeDevice first = taken.getFirst();
    if (devices.isEmpty()) {
      free.remove(first.workerId());
    }
    String ordinals =
        taken.stream()
            .map(device -> Integer.toString(device.ordinal()))
            .collect(Collectors.joining(", "));
    String reason =
        "first of %d waiting; %s %s of worker %s %s free"
            .formatted(
                waiting,
                taken.size() == 1 ? "device" : "devices",
                ordinals,
                first.workerName(),
                taken.size() == 1 ? "is" : "are");
    placements.add(
        new Placement(
            job.id(), first.workerId(), taken.stream().map(FreeDevice::id).toList(), reason));
  }

  /// Keeps free devices for a job that needs more than are free.
  private void hold(QueuedJob job) {
    int largest =
        snapshot.capacities().values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (largest < job.devices()) {
      tooLarge.add(
          new Plan.TooLarge(
              job.id(),
              "waits for a worker with %d devices: the largest there is has %d"
                  .formatted(job.devices(), largest)));
      return;
    }
    free.entrySet().stream()
        .filter(worker -> snapshot.capacities().getOrDefault(worker.getKey(), 0) >= job.devices())
        .max(Comparator.comparingInt(worker -> worker.getValue().size()))
        .ifPresent(worker -> free.remove(worker.getKey()));
  }
}
