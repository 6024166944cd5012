package dev.accrue.scheduling.plan;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is to be done now, and why the rest has to wait.
///
/// @param placements in the order in which they were decided
/// @param preemptions of attempts whose devices a reservation is for
/// @param reservations devices that are kept free for a job, or will be; nothing needs to be
///   stored, as the next plan comes to them again
/// @param waits why each job waits that got no placement. Jobs share their reasons.
public record Decisions(
    List<Placement> placements,
    List<Preemption> preemptions,
    List<Reservation> reservations,
    Map<UUID, Wait> waits) {

  /// A job that gets devices, all of one worker.
  ///
  /// @param reason for the job's events
  public record Placement(UUID jobId, UUID workerId, List<DeviceShare> devices, String reason) {

    public Placement {
      devices = List.copyOf(devices);
    }
  }

  /// An attempt that is to save and stop.
  ///
  /// @param forJobId the job that gets its devices then
  /// @param reason for the events of the attempt's job
  public record Preemption(UUID attemptId, UUID forJobId, String reason) {}

  /// Devices that a job gets once they are free.
  ///
  /// @param from when that is expected; null when nobody knows
  public record Reservation(
      UUID jobId, UUID workerId, List<UUID> deviceIds, @Nullable Instant from) {

    public Reservation {
      deviceIds = List.copyOf(deviceIds);
    }
  }

  public Decisions {
    placements = List.copyOf(placements);
    preemptions = List.copyOf(preemptions);
    reservations = List.copyOf(reservations);
    // Not copied: there may be tens of thousands.
    waits = Collections.unmodifiableMap(waits);
  }
}
