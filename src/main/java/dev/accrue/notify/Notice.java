package dev.accrue.notify;

import dev.accrue.api.notification.NotificationEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a notification says.
///
/// @param subject null for tests
/// @param crossing of a threshold; null otherwise
/// @param detail for people
record Notice(
    UUID id,
    NotificationEvent event,
    String team,
    String channel,
    @Nullable Subject subject,
    @Nullable Crossing crossing,
    String detail,
    Instant happenedAt) {

  /// The job as it was then.
  record Subject(UUID jobId, String name, long optimizerStep, long totalOptimizerSteps) {}

  /// A point that met a threshold.
  record Crossing(String threshold, double value) {}
}
