package dev.accrue.scheduling;

import dev.accrue.fleet.Placements;
import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Device;
import dev.accrue.scheduling.plan.Team;
import dev.accrue.scheduling.plan.WaitingJob;
import dev.accrue.scheduling.plan.Worker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Reads all that a plan depends on.
@Component
class ClusterReader {

  private final Placements placements;
  private final AttemptStatus attempts;
  private final TeamStore teams;
  private final Clock clock;

  ClusterReader(Placements placements, AttemptStatus attempts, TeamStore teams, Clock clock) {
    this.placements = placements;
    this.attempts = attempts;
    this.teams = teams;
    this.clock = clock;
  }

  /// Devices that a job could get something of.
  int countFreeDevices() {
    return placements.countFreeDevices();
  }

  Cluster read(QueueStore.Queue queue) {
    return read(queue.ready(), teams.findActive());
  }

  /// With a job that is not in the queue.
  Cluster readWith(QueueStore.Queue queue, WaitingJob job) {
    List<WaitingJob> waiting = new ArrayList<>(queue.ready());
    waiting.add(job);
    return read(waiting, teams.findActiveAnd(job.teamId()));
  }

  private Cluster read(List<WaitingJob> waiting, List<Team> active) {
    List<Placements.FleetWorker> fleet = placements.findWorkers();
    return new Cluster(
        clock.instant(),
        active,
        waiting,
        fleet.stream()
            .map(it -> new Worker(it.id(), it.name(), it.labels(), !it.takesWork()))
            .toList(),
        fleet.stream().flatMap(worker -> devices(worker).stream()).toList(),
        attempts.findLive());
  }

  /// A device that its worker reports a problem with is as good as gone.
  private static List<Device> devices(Placements.FleetWorker worker) {
    return worker.devices().stream()
        .filter(Placements.FleetDevice::sound)
        .map(it -> new Device(it.id(), worker.id(), it.ordinal(), it.kind(), it.memoryBytes()))
        .toList();
  }
}
