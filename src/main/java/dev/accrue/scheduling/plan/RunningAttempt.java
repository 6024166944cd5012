package dev.accrue.scheduling.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt that holds devices.
///
/// @param startedAt when it got its devices
/// @param progressLost what it would have to do again if it were killed now: time since its last
///   checkpoint
/// @param expectedEnd null when nobody knows
/// @param preempting was told to save and stop
/// @param preemptible may be told to
public record RunningAttempt(
    UUID id,
    UUID jobId,
    UUID teamId,
    UUID userId,
    int priority,
    List<DeviceShare> devices,
    Instant startedAt,
    Duration progressLost,
    @Nullable Instant expectedEnd,
    boolean preempting,
    boolean preemptible) {

  public RunningAttempt {
    devices = List.copyOf(devices);
  }
}
