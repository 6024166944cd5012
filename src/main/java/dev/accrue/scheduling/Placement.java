package dev.accrue.scheduling;

import java.util.List;
import java.util.UUID;

/// A job that gets devices, all of one worker.
///
/// @param reason for the job's events
record Placement(UUID jobId, UUID workerId, List<UUID> deviceIds, String reason) {

  Placement {
    deviceIds = List.copyOf(deviceIds);
  }
}
