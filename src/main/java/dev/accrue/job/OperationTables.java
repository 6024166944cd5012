package dev.accrue.job;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements of operations on jobs whose rows the caller's transaction has locked.
@Component
class OperationTables {

  private final JdbcClient jdbc;

  OperationTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Keeps the job from starting.
  ///
  /// @return false when it was held before
  boolean hold(UUID jobId, Instant now) {
    return jdbc.sql("UPDATE job SET held_at = :now WHERE id = :job AND held_at IS NULL")
            .param("job", jobId)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  /// Lets the job start again.
  ///
  /// @return false when nothing held it
  boolean release(UUID jobId) {
    return jdbc.sql("UPDATE job SET held_at = NULL WHERE id = :job AND held_at IS NOT NULL")
            .param("job", jobId)
            .update()
        == 1;
  }

  int fetchPriority(UUID jobId) {
    return jdbc.sql("SELECT priority FROM job WHERE id = :job")
        .param("job", jobId)
        .query(Integer.class)
        .single();
  }

  void setPriority(UUID jobId, int priority) {
    jdbc.sql("UPDATE job SET priority = :priority WHERE id = :job")
        .param("job", jobId)
        .param("priority", priority)
        .update();
  }

  /// Gives the job the highest priority of its team's waiting jobs and, among those that have it,
  /// the earliest place. Both are the first row of the queue's index.
  ///
  /// @return its priority
  int moveToFront(UUID jobId, UUID teamId) {
    return jdbc.sql(
            """
            UPDATE job SET priority = first.priority, queued_at =
              CASE WHEN first.id = job.id THEN job.queued_at
              ELSE least(job.queued_at, first.queued_at - interval '1 millisecond') END
            FROM (SELECT id, priority, queued_at FROM job
                  WHERE team_id = :team AND state = 'QUEUED'
                  ORDER BY priority DESC, queued_at, id LIMIT 1) first
            WHERE job.id = :job RETURNING job.priority
            """)
        .param("job", jobId)
        .param("team", teamId)
        .query(Integer.class)
        .single();
  }
}
