package dev.accrue.scheduling;

import dev.accrue.fleet.Placements;
import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import dev.accrue.scheduling.plan.Device;
import dev.accrue.scheduling.plan.RunningAttempt;
import dev.accrue.scheduling.plan.Team;
import dev.accrue.scheduling.plan.WaitingJob;
import dev.accrue.scheduling.plan.Worker;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;

/// Places jobs on workers that have registered. A place is an attempt as soon as it is given.
@Component
@Conditional(OnWorkers.class)
class WorkerPlacement implements PlacementBackend {

  private final Placements placements;
  private final PlanApplication application;
  private final Clock clock;

  WorkerPlacement(Placements placements, PlanApplication application, Clock clock) {
    this.placements = placements;
    this.application = application;
    this.clock = clock;
  }

  @Override
  public int settle() {
    return 0;
  }

  @Override
  public Map<UUID, Underway> findUnderway() {
    return Map.of();
  }

  @Override
  public int countFreeDevices() {
    return placements.countFreeDevices();
  }

  @Override
  public Cluster look(List<Team> teams, List<WaitingJob> waiting, List<RunningAttempt> live) {
    List<Placements.FleetWorker> fleet = placements.findWorkers();
    return new Cluster(
        clock.instant(),
        teams,
        waiting,
        fleet.stream()
            .map(it -> new Worker(it.id(), it.name(), it.labels(), !it.takesWork()))
            .toList(),
        fleet.stream().flatMap(worker -> devices(worker).stream()).toList(),
        live);
  }

  /// A device that its worker reports a problem with is as good as gone.
  private static List<Device> devices(Placements.FleetWorker worker) {
    return worker.devices().stream()
        .filter(Placements.FleetDevice::sound)
        .map(it -> new Device(it.id(), worker.id(), it.ordinal(), it.kind(), it.memoryBytes()))
        .toList();
  }

  @Override
  public int place(Cluster cluster, List<Decisions.Placement> planned) {
    return application.place(cluster, planned);
  }

  @Override
  public int preempt(Cluster cluster, List<Decisions.Preemption> planned) {
    return application.preempt(cluster, planned);
  }
}
