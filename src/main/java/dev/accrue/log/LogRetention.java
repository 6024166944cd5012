package dev.accrue.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Deletes the lines of jobs that ended long ago, where the operator says how long they are kept.
/// That there were lines stays known. Any number of servers may do it at once.
@Component
class LogRetention {

  private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);
  private static final int ATTEMPTS_AT_ONCE = 100;

  private static final String DELETE =
      """
      WITH old AS (
        SELECT l.attempt_id
          FROM attempt_log l JOIN attempt a ON a.id = l.attempt_id JOIN job j ON j.id = a.job_id
         WHERE l.deleted_at IS NULL AND j.finished_at < :before
         LIMIT :limit FOR UPDATE OF l SKIP LOCKED),
      gone AS (
        DELETE FROM log_chunk c USING old WHERE c.attempt_id = old.attempt_id)
      UPDATE attempt_log l SET deleted_at = :now FROM old WHERE l.attempt_id = old.attempt_id
      """;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final @Nullable Duration retention;

  LogRetention(JdbcClient jdbc, Clock clock, LogProperties properties) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.retention = properties.retention();
  }

  /// Deletes all that is due.
  @Scheduled(
      fixedDelayString = "${accrue.log.sweep-interval:1h}",
      initialDelayString = "${accrue.log.sweep-interval:1h}")
  void sweep() {
    if (retention == null) {
      return;
    }
    Instant now = clock.instant();
    int deleted = 0;
    for (int batch = delete(now, retention); batch > 0; batch = delete(now, retention)) {
      deleted += batch;
    }
    if (deleted > 0) {
      LOG.info("Deleted the logs of {} attempts whose jobs ended {} ago", deleted, retention);
    }
  }

  private int delete(Instant now, Duration kept) {
    return jdbc.sql(DELETE)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("before", now.minus(kept).atOffset(ZoneOffset.UTC))
        .param("limit", ATTEMPTS_AT_ONCE)
        .update();
  }
}
