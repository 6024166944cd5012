package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceKind;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the scheduler sees of the fleet and does to it, in its own transaction.
public interface Placements {

  /// A device that nobody holds, of a worker that is alive.
  ///
  /// @param ordinal its number on the worker
  record FreeDevice(
      UUID id, UUID workerId, String workerName, int ordinal, DeviceKind kind, long memoryBytes) {}

  /// The free devices, in a fixed order.
  List<FreeDevice> findFree();

  /// How many devices each worker that is alive has, free or not.
  Map<UUID, Integer> capacities();

  /// Makes the job's next attempt, which holds these devices of one worker from now on and carries
  /// a new fencing token. It goes on from the newest checkpoint, so its points count from there and
  /// those that earlier attempts reported beyond no longer do.
  ///
  /// @return the attempt
  UUID hold(UUID jobId, UUID workerId, List<UUID> deviceIds);
}
