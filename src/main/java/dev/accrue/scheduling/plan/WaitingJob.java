package dev.accrue.scheduling.plan;

import dev.accrue.api.worker.DeviceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job that waits for devices.
///
/// @param queuedAt its place among the jobs of the same team and priority. A job that lost its
///   devices by no fault of its own keeps it, and one moved to the front has an earlier one.
/// @param devices how many of one worker it needs, all at once
/// @param deviceMemoryBytes what it needs of each; null for the whole device, whatever its size
/// @param selector labels that the worker must have, with these values
/// @param kind of the devices; null for any, but all of one kind
/// @param expectedRemaining null when nobody knows
/// @param startedBefore whether it resumes
/// @param claimedWorkerId the worker where attempts were preempted for this job since it was
///   queued: it comes first there, so that nobody else takes the room they leave; null for none
public record WaitingJob(
    UUID id,
    UUID teamId,
    UUID userId,
    int priority,
    Instant queuedAt,
    int devices,
    @Nullable Long deviceMemoryBytes,
    Map<String, String> selector,
    @Nullable DeviceKind kind,
    @Nullable Duration expectedRemaining,
    boolean startedBefore,
    @Nullable UUID claimedWorkerId)
    implements Comparable<WaitingJob> {

  public WaitingJob {
    selector = Map.copyOf(selector);
    if (devices < 1) {
      throw new IllegalArgumentException("job %s needs %d devices".formatted(id, devices));
    }
    if (deviceMemoryBytes != null && deviceMemoryBytes < 1) {
      throw new IllegalArgumentException(
          "job %s needs %d bytes of a device".formatted(id, deviceMemoryBytes));
    }
  }

  /// The order within a team: priority, then age.
  @Override
  public int compareTo(WaitingJob other) {
    int order = Integer.compare(other.priority, priority);
    if (order == 0) {
      order = queuedAt.compareTo(other.queuedAt);
    }
    return order == 0 ? id.compareTo(other.id) : order;
  }
}
