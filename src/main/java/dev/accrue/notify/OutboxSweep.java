package dev.accrue.notify;

import java.time.Clock;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Forgets notifications that were sent or given up long ago. Any number of servers may do it at
/// once.
@Component
class OutboxSweep {

  private static final int ROWS_PER_STATEMENT = 1_000;

  private final OutboxStore outbox;
  private final StallStore stalls;
  private final NotificationProperties properties;
  private final Clock clock;

  OutboxSweep(
      OutboxStore outbox, StallStore stalls, NotificationProperties properties, Clock clock) {
    this.outbox = outbox;
    this.stalls = stalls;
    this.properties = properties;
    this.clock = clock;
  }

  @Scheduled(
      fixedDelayString = "${accrue.notifications.sweep-interval:10m}",
      initialDelayString = "${accrue.notifications.sweep-interval:10m}")
  void sweep() {
    Instant before = clock.instant().minus(properties.retention());
    while (outbox.deleteEnded(before, ROWS_PER_STATEMENT) == ROWS_PER_STATEMENT) {
      // There may be more.
    }
    stalls.forgetEnded();
  }
}
