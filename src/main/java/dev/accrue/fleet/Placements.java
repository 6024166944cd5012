package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /// A worker that is alive, with the devices that it has.
  ///
  /// @param takesWork whether it may be given more: it does not drain, leave or have a problem
  record FleetWorker(
      UUID id,
      String name,
      Map<String, String> labels,
      boolean takesWork,
      List<FleetDevice> devices) {}

  /// A device, free or not.
  ///
  /// @param ordinal its number on the worker
  /// @param heldBytes the memory that attempts hold of it: all for one that holds it as a whole
  /// @param sound whether its worker reports no problem with it
  record FleetDevice(
      UUID id, int ordinal, DeviceKind kind, long memoryBytes, long heldBytes, boolean sound) {}

  /// What an attempt is to hold of a device.
  ///
  /// @param memoryBytes of its memory; null for the device as a whole, with nobody beside it
  record Share(UUID deviceId, @Nullable Long memoryBytes) {

    /// All of it.
    public static Share whole(UUID deviceId) {
      return new Share(deviceId, null);
    }
  }

  /// The workers that are alive, in a fixed order.
  List<FleetWorker> findWorkers();

  /// Takes the devices' rows until the transaction ends. Whoever holds devices for several attempts
  /// in one transaction calls this first with all of them, or it may wait in a circle with attempts
  /// that end meanwhile.
  void lockDevices(Collection<UUID> deviceIds);

  /// Makes the job's next attempt, which holds these shares of one worker's devices from now on and
  /// carries a new fencing token. It goes on from the newest checkpoint, so its points count from
  /// there and those that earlier attempts reported beyond no longer do. The database refuses a
  /// share that a device has no room for.
  ///
  /// @return the attempt
  UUID hold(UUID jobId, UUID workerId, List<Share> shares);
}
