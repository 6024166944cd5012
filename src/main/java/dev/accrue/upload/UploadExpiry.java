package dev.accrue.upload;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Deletes uploads that nobody finished or named in time. Any number of servers may do it at once.
@Component
class UploadExpiry {

  private static final Logger log = LoggerFactory.getLogger(UploadExpiry.class);

  private final UploadTables tables;
  private final Clock clock;

  UploadExpiry(UploadTables tables, Clock clock) {
    this.tables = tables;
    this.clock = clock;
  }

  @Scheduled(
      fixedDelayString = "${accrue.upload.sweep-interval:10m}",
      initialDelayString = "${accrue.upload.sweep-interval:10m}")
  void sweep() {
    int deleted = tables.deleteExpired(clock.instant());
    if (deleted > 0) {
      log.info("Deleted {} uploads that had expired", deleted);
    }
  }
}
