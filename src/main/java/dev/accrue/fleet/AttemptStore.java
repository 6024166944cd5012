package dev.accrue.fleet;

import dev.accrue.api.worker.EndCause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that end attempts, and what else is noted of one. Every guard stands in its
/// statement.
@Component
class AttemptStore {

  private static final String OR_TIME_LIMIT =
      """
      CASE WHEN deadline_at <= :now
          AND :cause IN ('PREEMPTED', 'LOST_WORKER', 'LOST_DEVICE', 'INTERNAL')
        THEN 'TIME_LIMIT' ELSE :cause END
      """;

  private final JdbcClient jdbc;

  AttemptStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Notes for how long an attempt, whose row the caller's transaction holds, has looked for a
  /// micro-batch that fits. A report that comes twice or late changes nothing.
  void probed(UUID attemptId, long millis) {
    jdbc.sql(
            """
            UPDATE attempt SET probe_millis = :millis
            WHERE id = :attempt AND coalesce(probe_millis, 0) < :millis
            """)
        .param("attempt", attemptId)
        .param("millis", millis)
        .update();
  }

  /// An attempt that this ended.
  ///
  /// @param cause the one that was given, or that its time was over
  record Ended(UUID jobId, String workerName, EndCause cause) {}

  /// Ends the attempt of a valid lease: the fence of `Leases.hold` and the end are one statement.
  /// The rest of the transaction uses generic plans.
  ///
  /// @return empty when the lease is not valid, or no longer
  Optional<Ended> endHeld(UUID attemptId, long fencingToken, EndCause cause, Instant now) {
    return jdbc.sql(
            """
            UPDATE attempt a SET ended_at = :now, cause = %s
            FROM worker w
            WHERE a.id = :attempt AND a.fencing_token = :fencingToken
              AND a.ended_at IS NULL AND a.lease_expires_at > :now AND w.id = a.worker_id
            RETURNING a.job_id, w.name, a.cause, %s
            """
                .formatted(OR_TIME_LIMIT, GenericPlans.FROM_HERE))
        .param("attempt", attemptId)
        .param("fencingToken", fencingToken)
        .param("cause", cause.name())
        .param("now", Timestamp.from(now))
        .query((row, number) ->
            new Ended(
                row.getObject("job_id", UUID.class),
                row.getString("name"),
                EndCause.valueOf(row.getString("cause"))))
        .optional();
  }

  /// Whether the attempt has ended as such a report would end it.
  boolean endedWith(UUID attemptId, long fencingToken, EndCause cause) {
    return jdbc.sql(
            """
            SELECT ended_at IS NOT NULL AND (cause = :cause
              OR cause = 'TIME_LIMIT' AND :cause IN ('PREEMPTED', 'LOST_DEVICE', 'INTERNAL')) FROM attempt
            WHERE id = :attempt AND fencing_token = :fencingToken
            """)
        .param("attempt", attemptId)
        .param("fencingToken", fencingToken)
        .param("cause", cause.name())
        .query((row, number) -> row.getBoolean(1))
        .optional()
        .orElse(false);
  }

  /// Marks it as ended. One that could have gone on, had its time not been over, ends for that.
  ///
  /// @return the cause; empty when it had ended already
  Optional<EndCause> end(UUID attemptId, EndCause cause, Instant now) {
    return jdbc.sql(
            """
            UPDATE attempt SET ended_at = :now, cause = %s
            WHERE id = :attempt AND ended_at IS NULL RETURNING cause
            """
                .formatted(OR_TIME_LIMIT))
        .param("attempt", attemptId)
        .param("cause", cause.name())
        .param("now", Timestamp.from(now))
        .query((row, number) -> EndCause.valueOf(row.getString(1)))
        .optional();
  }

  /// Gives back what the attempt holds of devices, whose rows it takes in the order of their ids,
  /// like everybody who takes several.
  void releaseDevices(UUID attemptId) {
    jdbc.sql(
            """
            WITH held AS MATERIALIZED (
              SELECT id FROM device
              WHERE id IN (SELECT device_id FROM attempt_device WHERE attempt_id = :attempt)
              ORDER BY id FOR NO KEY UPDATE)
            UPDATE attempt_device SET released = true
            WHERE attempt_id = :attempt AND NOT released AND device_id IN (SELECT id FROM held)
            """)
        .param("attempt", attemptId)
        .update();
  }

  /// Live attempts of this incarnation that its worker does not name.
  List<LiveAttempt> lockUnnamed(UUID workerId, UUID incarnation, List<UUID> named) {
    return jdbc.sql(
            """
            SELECT a.id, a.job_id, w.name FROM attempt a JOIN worker w ON w.id = a.worker_id
            WHERE a.worker_id = :worker AND a.incarnation = :incarnation AND a.ended_at IS NULL
              AND a.id <> ALL (:named)
            ORDER BY a.id FOR NO KEY UPDATE OF a
            """)
        .param("worker", workerId)
        .param("incarnation", incarnation)
        .param("named", named.toArray(UUID[]::new))
        .query(AttemptStore::liveAttempt)
        .list();
  }

  /// Attempts on this worker that were given to an earlier incarnation of it.
  List<LiveAttempt> lockOfOlderIncarnations(UUID workerId, UUID incarnation) {
    return jdbc.sql(
            """
            SELECT a.id, a.job_id, w.name FROM attempt a JOIN worker w ON w.id = a.worker_id
            WHERE a.worker_id = :worker AND a.incarnation <> :incarnation AND a.ended_at IS NULL
            ORDER BY a.id FOR NO KEY UPDATE OF a
            """)
        .param("worker", workerId)
        .param("incarnation", incarnation)
        .query(AttemptStore::liveAttempt)
        .list();
  }

  List<UUID> findExpired(Instant now, int limit) {
    return jdbc.sql(
            """
            SELECT id FROM attempt WHERE ended_at IS NULL AND lease_expires_at <= :now
            ORDER BY lease_expires_at LIMIT :limit
            """)
        .param("now", Timestamp.from(now))
        .param("limit", limit)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  /// An attempt whose time is over.
  ///
  /// @param told whether its trainer was told to stop
  record Overdue(UUID attemptId, UUID jobId, Instant deadline, boolean running, boolean told) {}

  List<Overdue> findOverdue(Instant now, int limit) {
    return jdbc.sql(
            """
            SELECT a.id, a.job_id, a.deadline_at, j.state
            FROM attempt a JOIN job j ON j.id = a.job_id
            WHERE a.ended_at IS NULL AND a.deadline_at <= :now
            ORDER BY a.deadline_at LIMIT :limit
            """)
        .param("now", Timestamp.from(now))
        .param("limit", limit)
        .query((row, number) ->
            new Overdue(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getTimestamp("deadline_at").toInstant(),
                row.getString("state").equals("RUNNING"),
                row.getString("state").equals("PREEMPTING")))
        .list();
  }

  /// Whether the attempt still lives; takes its row if nobody else is at it.
  boolean lockLive(UUID attemptId) {
    return jdbc.sql(
            "SELECT FROM attempt WHERE id = :attempt AND ended_at IS NULL FOR NO KEY UPDATE SKIP LOCKED")
        .param("attempt", attemptId)
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }

  /// The attempt, if its lease has run out and nobody else is at it.
  Optional<LiveAttempt> lockExpired(UUID attemptId, Instant now) {
    return jdbc.sql(
            """
            SELECT a.id, a.job_id, w.name FROM attempt a JOIN worker w ON w.id = a.worker_id
            WHERE a.id = :attempt AND a.ended_at IS NULL AND a.lease_expires_at <= :now
            FOR NO KEY UPDATE OF a SKIP LOCKED
            """)
        .param("attempt", attemptId)
        .param("now", Timestamp.from(now))
        .query(AttemptStore::liveAttempt)
        .optional();
  }

  static LiveAttempt liveAttempt(ResultSet row, int number) throws SQLException {
    return new LiveAttempt(
        row.getObject("id", UUID.class),
        row.getObject("job_id", UUID.class),
        row.getString("name"));
  }
}
