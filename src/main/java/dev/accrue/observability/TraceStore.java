package dev.accrue.observability;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `traced_attempt`.
@Component
class TraceStore {

  private final JdbcClient jdbc;

  TraceStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Takes attempts that nobody told of yet; another server's caller waits for this transaction's
  /// end before it may have the same.
  ///
  /// @param endedSince those that ended before are left out, so that whoever turns traces on is not
  ///   told of years
  List<BegunAttempt> take(Instant endedSince, Instant now, int limit) {
    return jdbc.sql(
            """
            WITH begun AS (
              SELECT a.*, s.first_at FROM attempt a
              CROSS JOIN LATERAL (
                SELECT min(first_at) AS first_at FROM series
                WHERE attempt_id = a.id AND name LIKE 'train/%') s
              WHERE (a.ended_at IS NULL OR a.ended_at > :endedSince)
                AND (s.first_at IS NOT NULL OR a.ended_at IS NOT NULL)
                AND NOT EXISTS (SELECT FROM traced_attempt t WHERE t.attempt_id = a.id)
              ORDER BY a.assigned_at LIMIT :limit),
            taken AS (
              INSERT INTO traced_attempt (attempt_id, traced_at) SELECT id, :now FROM begun
              ON CONFLICT DO NOTHING RETURNING attempt_id)
            SELECT b.id, b.job_id, j.name AS job, t.name AS team, w.name AS worker, b.number,
              j.created_at, coalesce(e.at, j.created_at) AS queued_at, b.assigned_at, b.started_at,
              b.first_at, b.ended_at, b.cause
            FROM taken JOIN begun b ON b.id = taken.attempt_id
            JOIN job j ON j.id = b.job_id JOIN team t ON t.id = j.team_id
            JOIN worker w ON w.id = b.worker_id
            LEFT JOIN LATERAL (
              SELECT at FROM job_event WHERE job_id = b.job_id AND to_state = 'QUEUED'
                AND at <= b.assigned_at ORDER BY id DESC LIMIT 1) e ON true
            """)
        .param("endedSince", Timestamp.from(endedSince))
        .param("now", Timestamp.from(now))
        .param("limit", limit)
        .query(TraceStore::attempt)
        .list();
  }

  private static BegunAttempt attempt(ResultSet row, int number) throws SQLException {
    return new BegunAttempt(
        row.getObject("id", UUID.class),
        row.getObject("job_id", UUID.class),
        row.getString("job"),
        row.getString("team"),
        row.getString("worker"),
        row.getInt("number"),
        Objects.requireNonNull(instant(row, "created_at")),
        Objects.requireNonNull(instant(row, "queued_at")),
        Objects.requireNonNull(instant(row, "assigned_at")),
        instant(row, "started_at"),
        instant(row, "first_at"),
        instant(row, "ended_at"),
        row.getString("cause"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
