package dev.accrue.kubernetes;

import dev.accrue.fleet.Placements;
import dev.accrue.job.JobLifecycle;
import dev.accrue.scheduling.PlacementMeter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Gives attempts to workers whose pods have come up.
@Component
@OnKubernetes
class Arrivals {

  private static final String ACTOR = "scheduler";

  private final PlacementTables tables;
  private final PlaceStore places;
  private final Placements placements;
  private final JobLifecycle lifecycle;
  private final PlacementMeter meter;
  private final Clock clock;

  Arrivals(
      PlacementTables tables,
      PlaceStore places,
      Placements placements,
      JobLifecycle lifecycle,
      PlacementMeter meter,
      Clock clock) {
    this.tables = tables;
    this.places = places;
    this.placements = placements;
    this.lifecycle = lifecycle;
    this.meter = meter;
    this.clock = clock;
  }

  /// Rows are locked in the order worker, placement, job, device.
  ///
  /// @return how many
  int settle() {
    Instant now = clock.instant();
    tables.endUnwanted(now);
    List<PlaceStore.Arrival> arrived = places.findArrivals(now);
    if (arrived.isEmpty()) {
      return 0;
    }
    Set<UUID> workers =
        placements.lockWorkers(arrived.stream().map(PlaceStore.Arrival::workerId).toList());
    Set<UUID> open = places.lockOpen(arrived.stream().map(PlaceStore.Arrival::id).toList());
    Set<UUID> queued =
        places.lockJobs(arrived.stream().map(PlaceStore.Arrival::jobId).toList(), "QUEUED");
    List<PlaceStore.Arrival> ready =
        arrived.stream()
            .filter(it ->
                workers.contains(it.workerId())
                    && open.contains(it.id())
                    && queued.contains(it.jobId()))
            .toList();
    if (!ready.isEmpty()) {
      begin(ready);
    }
    return ready.size();
  }

  private void begin(List<PlaceStore.Arrival> ready) {
    placements.lockDevices(ready.stream().flatMap(it -> it.devices().stream()).toList());
    List<UUID> attempts = placements.holdAll(ready.stream().map(Arrivals::placed).toList());
    List<JobLifecycle.Assigned> assigned = new ArrayList<>();
    for (int i = 0; i < ready.size(); i++) {
      PlaceStore.Arrival arrival = ready.get(i);
      places.begin(arrival.id(), attempts.get(i));
      assigned.add(new JobLifecycle.Assigned(arrival.jobId(), attempts.get(i), reason(arrival)));
      meter.placed(arrival.queuedAt());
    }
    if (lifecycle.assignAll(assigned, ACTOR).size() != ready.size()) {
      throw new IllegalStateException("jobs left the queue while their rows were held");
    }
  }

  private static Placements.Placed placed(PlaceStore.Arrival arrival) {
    return new Placements.Placed(
        arrival.jobId(),
        arrival.workerId(),
        arrival.devices().stream().map(Placements.Share::whole).toList());
  }

  private static String reason(PlaceStore.Arrival arrival) {
    return "the pod of Kubernetes Job %s serves as worker %s"
        .formatted(Placement.nameOf(arrival.id()), arrival.worker());
  }
}
