package dev.accrue.scheduling;

import dev.accrue.fleet.Placements.FreeDevice;
import java.util.List;

/// All that a plan depends on, as of one moment.
record Snapshot(List<QueuedJob> queue, List<FreeDevice> freeDevices) {

  Snapshot {
    queue = List.copyOf(queue);
    freeDevices = List.copyOf(freeDevices);
  }
}
