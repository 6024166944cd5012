package dev.accrue.notify;

import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Looks now and then whether running jobs get new points. Any number of servers may do so at once:
/// a channel hears of each stall once.
@Component
class StallWatch {

  private static final Logger log = LoggerFactory.getLogger(StallWatch.class);

  private final StallStore store;
  private final Clock clock;

  StallWatch(StallStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${accrue.notifications.stall-interval:20s}")
  void look() {
    Instant now = clock.instant();
    store.noteProgress(now);
    int told = store.tell(now);
    if (told > 0) {
      log.info("{} channels are told of jobs that have stalled", told);
    }
  }
}
