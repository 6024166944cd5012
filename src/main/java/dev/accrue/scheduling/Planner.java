package dev.accrue.scheduling;

import dev.accrue.fleet.Placements.FreeDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/// Decides which job runs where: a pure function of a snapshot. For now the job that has waited
/// longest goes first, and every job takes one device.
final class Planner {

  /// Equal snapshots give equal plans, in whatever order their parts come.
  private static final Comparator<QueuedJob> OLDEST_FIRST =
      Comparator.comparing(QueuedJob::queuedAt).thenComparing(QueuedJob::id);

  private static final Comparator<FreeDevice> BY_WORKER =
      Comparator.comparing(FreeDevice::workerName)
          .thenComparing(FreeDevice::workerId)
          .thenComparingInt(FreeDevice::ordinal)
          .thenComparing(FreeDevice::id);

  private Planner() {}

  static Plan plan(Snapshot snapshot) {
    List<QueuedJob> queue = snapshot.queue().stream().sorted(OLDEST_FIRST).toList();
    Iterator<FreeDevice> devices = snapshot.freeDevices().stream().sorted(BY_WORKER).iterator();
    List<Placement> placements = new ArrayList<>();
    for (QueuedJob job : queue) {
      if (!devices.hasNext()) {
        break;
      }
      placements.add(place(job, devices.next(), queue.size() - placements.size()));
    }
    return new Plan(placements);
  }

  private static Placement place(QueuedJob job, FreeDevice device, int waiting) {
    String reason =
        "first of %d waiting; device %d of worker %s is free"
            .formatted(waiting, device.ordinal(), device.workerName());
    return new Placement(job.id(), device.workerId(), List.of(device.id()), reason);
  }
}
