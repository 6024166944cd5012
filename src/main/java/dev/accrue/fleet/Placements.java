package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the scheduler sees of the fleet and does to it, in its own transaction.
public interface Placements {

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

  /// How many devices have memory that nobody holds.
  int countFreeDevices();

  /// Takes the devices' rows until the transaction ends. Whoever holds devices for several attempts
  /// in one transaction calls this first with all of them, or it may wait in a circle with attempts
  /// that end meanwhile.
  void lockDevices(Collection<UUID> deviceIds);

  /// A job that is to get shares of one worker's devices.
  record Placed(UUID jobId, UUID workerId, List<Share> shares) {

    public Placed {
      shares = List.copyOf(shares);
    }
  }

  /// Keeps these workers' incarnations as they are until the transaction ends: a new one that
  /// registers meanwhile waits, and then finds and ends what was placed on the old one; so does one
  /// that leaves. Other heartbeats do not wait. Called before rows of jobs are locked.
  ///
  /// @return those that there are
  Set<UUID> lockWorkers(Collection<UUID> workerIds);

  /// Makes each job's next attempt, which holds these shares from now on and carries a new fencing
  /// token. It goes on from the newest checkpoint, so its points count from there and those that
  /// earlier attempts reported beyond no longer do. The database refuses a share that a device has
  /// no room for.
  ///
  /// @return the attempts, in the order of the jobs
  List<UUID> holdAll(List<Placed> placed);

  /// The same for one job.
  default UUID hold(UUID jobId, UUID workerId, List<Share> shares) {
    return holdAll(List.of(new Placed(jobId, workerId, shares))).getFirst();
  }
}
