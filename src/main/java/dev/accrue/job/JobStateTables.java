package dev.accrue.job;

import dev.accrue.api.job.JobState;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that move jobs and record their events.
@Component
class JobStateTables {

  /// A trainer that reports the same thing again and again cannot fill the table; transitions are
  /// recorded always.
  static final int MAX_EVENTS_OF_A_JOB = 10_000;

  private final JdbcClient jdbc;

  JobStateTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<LockedJob> findAndLock(UUID jobId) {
    return jdbc.sql(
            """
            SELECT state, cancel_requested_at IS NOT NULL AS cancel_requested, retries, max_retries
            FROM job WHERE id = :job FOR NO KEY UPDATE
            """)
        .param("job", jobId)
        .query((row, number) ->
            new LockedJob(
                JobState.valueOf(row.getString("state")),
                row.getBoolean("cancel_requested"),
                row.getInt("retries"),
                row.getInt("max_retries")))
        .optional();
  }

  /// Notes the wish, once.
  ///
  /// @return false when it was noted before
  boolean requestCancel(UUID jobId, Instant now) {
    return jdbc.sql(
                """
                UPDATE job SET cancel_requested_at = :now
                WHERE id = :job AND cancel_requested_at IS NULL
                  AND state IN ('ASSIGNED', 'RUNNING', 'PREEMPTING')
                """)
            .param("job", jobId)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  int move(UUID jobId, JobMove move, Instant now) {
    String message = move.failureMessage();
    return jdbc.sql(
            """
            UPDATE job SET
              state = :to,
              retries = retries + CASE WHEN :countsAsRetry THEN 1 ELSE 0 END,
              queued_at = CASE WHEN :countsAsRetry THEN :now::timestamptz ELSE queued_at END,
              started_at = CASE WHEN :to = 'RUNNING' THEN coalesce(started_at, :now::timestamptz) ELSE started_at END,
              finished_at = CASE WHEN :terminal THEN :now::timestamptz END,
              failure_cause = :failureCause,
              failure_message = :failureMessage
            WHERE id = :job AND state = :from
            """)
        .param("job", jobId)
        .param("from", move.from().name())
        .param("to", move.to().name())
        .param("countsAsRetry", move.countsAsRetry())
        .param("terminal", move.to().terminal())
        .param("failureCause", name(move.failureCause()), Types.VARCHAR)
        .param(
            "failureMessage",
            message == null ? null : JobEventRow.storable(message, JobEventRow.MAX_REASON),
            Types.VARCHAR)
        .param("now", Timestamp.from(now))
        .update();
  }

  void insertEvent(JobEventRow event, Instant now) {
    insertEvent(event, now, false);
  }

  /// Records something that a trainer reports.
  ///
  /// @return false when the job has too many events already
  boolean insertEventWithinLimit(JobEventRow event, Instant now) {
    return insertEvent(event, now, true) == 1;
  }

  /// Records why a job waits, unless its newest event says the same.
  boolean insertWaiting(JobEventRow event, Instant now) {
    return jdbc.sql(
                """
                INSERT INTO job_event (job_id, at, kind, actor, reason)
                SELECT :job, :now, :kind, :actor, :reason
                WHERE :limit > (SELECT count(*) FROM job_event WHERE job_id = :job)
                  AND NOT EXISTS (
                    SELECT FROM job_event WHERE kind = :kind AND reason = :reason
                      AND id = (SELECT max(id) FROM job_event WHERE job_id = :job))
                """)
            .param("job", event.jobId())
            .param("now", Timestamp.from(now))
            .param("kind", event.kind())
            .param("actor", event.actor())
            .param("reason", event.reason())
            .param("limit", MAX_EVENTS_OF_A_JOB)
            .update()
        == 1;
  }

  private int insertEvent(JobEventRow event, Instant now, boolean limited) {
    return jdbc.sql(
            """
            INSERT INTO job_event (job_id, attempt_id, at, kind, from_state, to_state, actor, reason)
            SELECT :job, :attempt, :now, :kind, :from, :to, :actor, :reason
            WHERE NOT :limited OR :limit > (SELECT count(*) FROM job_event WHERE job_id = :job)
            """)
        .param("job", event.jobId())
        .param("attempt", event.attemptId(), Types.OTHER)
        .param("now", Timestamp.from(now))
        .param("kind", event.kind())
        .param("from", name(event.from()), Types.VARCHAR)
        .param("to", name(event.to()), Types.VARCHAR)
        .param("actor", event.actor())
        .param("reason", event.reason())
        .param("limited", limited)
        .param("limit", MAX_EVENTS_OF_A_JOB)
        .update();
  }

  private static @Nullable String name(@Nullable Enum<?> constant) {
    return constant == null ? null : constant.name();
  }
}
