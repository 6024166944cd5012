package dev.accrue.metric;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads what is new for live readers.
@Component
class LiveStore {

  /// Holds at least one whole batch and the beginning of another.
  private static final int MAX_ROWS = PointRules.MAX_POINTS_OF_A_BATCH + 1;

  private final JdbcClient jdbc;

  LiveStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A point and the batch that brought it.
  record NewPoint(int attemptNumber, long sequence, PointRow point) {

    private static NewPoint of(ResultSet row, int number) throws SQLException {
      return new NewPoint(row.getInt("number"), row.getLong("ingest_sequence"), PointRow.of(row));
    }

    private boolean isOfBatchOf(NewPoint other) {
      return attemptNumber == other.attemptNumber && sequence == other.sequence;
    }
  }

  /// Where a reader stands who knows everything up to now.
  LiveCursor newest(UUID jobId) {
    return jdbc.sql(
            """
            SELECT coalesce((SELECT max(id) FROM job_event WHERE job_id = :job), 0) AS event_id,
              coalesce(a.number, 0) AS number, coalesce(a.ingest_sequence, 0) AS sequence
            FROM (SELECT) one LEFT JOIN (
              SELECT number, ingest_sequence FROM attempt WHERE job_id = :job
              ORDER BY number DESC LIMIT 1) a ON true
            """)
        .param("job", jobId)
        .query((row, number) ->
            new LiveCursor(row.getLong("event_id"), row.getInt("number"), row.getLong("sequence")))
        .single();
  }

  /// The next points in the order of their batches; whole batches only, of which there may be more
  /// when this is not empty. The inner limit makes each series one look into its index of batches,
  /// however long the curve.
  List<NewPoint> findPointsAfter(UUID jobId, LiveCursor cursor) {
    List<NewPoint> points =
        jdbc.sql(
                """
                SELECT a.number, p.ingest_sequence, s.name, p.optimizer_step, p.value,
                  p.samples_seen, p.at
                FROM attempt a
                JOIN series s ON s.attempt_id = a.id
                CROSS JOIN LATERAL (
                  SELECT * FROM point
                  WHERE series_id = s.id
                    AND ingest_sequence > CASE WHEN a.number = :attempt THEN :sequence ELSE 0 END
                    AND optimizer_step > a.curve_from_step
                    AND (a.curve_to_step IS NULL OR optimizer_step <= a.curve_to_step)
                  ORDER BY ingest_sequence LIMIT :limit) p
                WHERE a.job_id = :job AND a.number >= :attempt
                ORDER BY a.number, p.ingest_sequence, s.name, p.optimizer_step LIMIT :limit
                """)
            .param("job", jobId)
            .param("attempt", cursor.attemptNumber())
            .param("sequence", cursor.sequence())
            .param("limit", MAX_ROWS)
            .query(NewPoint::of)
            .list();
    if (points.size() < MAX_ROWS) {
      return points;
    }
    NewPoint cutOff = points.getLast();
    return points.stream().filter(it -> !it.isOfBatchOf(cutOff)).toList();
  }
}
