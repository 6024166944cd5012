package dev.accrue.scheduling;

import dev.accrue.fleet.Placements.FreeDevice;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// All that a plan depends on, as of one moment.
///
/// @param capacities how many devices each worker that is alive has, free or not
record Snapshot(
    List<QueuedJob> queue, List<FreeDevice> freeDevices, Map<UUID, Integer> capacities) {

  Snapshot {
    queue = List.copyOf(queue);
    freeDevices = List.copyOf(freeDevices);
    capacities = Map.copyOf(capacities);
  }
}
