package dev.accrue.scheduling;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on the queue.
@Component
class QueueStore {

  /// The most jobs that one plan looks at.
  private static final int MAX_QUEUE = 10_000;

  /// Any constant that nothing else in the database locks.
  private static final long SCHEDULER_LOCK = 0x6163637275650001L;

  private final JdbcClient jdbc;

  QueueStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  boolean isEmpty() {
    return jdbc.sql("SELECT FROM job WHERE state = 'QUEUED' LIMIT 1")
        .query((row, number) -> true)
        .optional()
        .isEmpty();
  }

  /// Makes the caller's transaction the only one on any server that schedules, waiting for another
  /// to end. Statements after it see what that one did.
  void lockScheduler() {
    jdbc.sql("SELECT pg_advisory_xact_lock(:lock)::text")
        .param("lock", SCHEDULER_LOCK)
        .query((row, number) -> true)
        .single();
  }

  List<QueuedJob> findQueue() {
    return jdbc.sql(
            """
            SELECT id, team_id, queued_at,
              coalesce((spec -> 'resources' ->> 'devices')::integer, 1) AS devices
            FROM job WHERE state = 'QUEUED'
            ORDER BY queued_at, id LIMIT :limit
            """)
        .param("limit", MAX_QUEUE)
        .query((row, number) ->
            new QueuedJob(
                row.getObject("id", UUID.class),
                row.getObject("team_id", UUID.class),
                row.getTimestamp("queued_at").toInstant(),
                row.getInt("devices")))
        .list();
  }

  /// Takes the rows of those jobs that are still queued and that nobody else is at.
  Set<UUID> lockQueued(Collection<UUID> jobIds) {
    return new HashSet<>(
        jdbc.sql(
                """
                SELECT id FROM job WHERE id = ANY (:jobs) AND state = 'QUEUED'
                ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                """)
            .param("jobs", jobIds.toArray(UUID[]::new))
            .query((row, number) -> row.getObject(1, UUID.class))
            .list());
  }
}
