package dev.accrue.metric;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements of live readers.
@Component
class LiveStore {

  private final JdbcClient jdbc;

  LiveStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// An attempt of which a reader does not know everything.
  ///
  /// @param foldedSequence the last batch that is in blocks
  /// @param batches those after the reader's that are not
  record News(
      UUID attemptId,
      int number,
      long fromStep,
      long toStep,
      long foldedSequence,
      List<PackedBatch> batches) {

    private static News of(ResultSet row) throws SQLException {
      Long toStep = row.getObject("curve_to_step", Long.class);
      return new News(
          row.getObject("id", UUID.class),
          row.getInt("number"),
          row.getLong("curve_from_step"),
          toStep == null ? Long.MAX_VALUE : toStep,
          row.getLong("folded_sequence"),
          new ArrayList<>());
    }

    /// Whether the point counts for the job's curve.
    boolean counts(Point point) {
      return fromStep < point.optimizerStep() && point.optimizerStep() <= toStep;
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
            new LiveCursor(
                row.getLong("event_id"), row.getInt("number"), row.getLong("sequence"), null))
        .single();
  }

  /// The attempts that have written something after the cursor, in order. One statement, so that no
  /// batch moves into blocks between what it says of them and the batches.
  List<News> findNews(UUID jobId, LiveCursor cursor) {
    List<News> news = new ArrayList<>();
    jdbc.sql(
            """
            SELECT a.id, a.number, a.curve_from_step, a.curve_to_step, a.folded_sequence,
              b.sequence, b.payload
            FROM attempt a
            LEFT JOIN point_batch b ON b.attempt_id = a.id
              AND b.sequence > CASE WHEN a.number = :attempt THEN :sequence ELSE 0 END
            WHERE a.job_id = :job AND a.number >= :attempt
              AND a.ingest_sequence > CASE WHEN a.number = :attempt THEN :sequence ELSE 0 END
            ORDER BY a.number, b.sequence
            """)
        .param("job", jobId)
        .param("attempt", cursor.attemptNumber())
        .param("sequence", cursor.sequence())
        .query(row -> {
          if (news.isEmpty() || news.getLast().number() != row.getInt("number")) {
            news.add(News.of(row));
          }
          byte[] payload = row.getBytes("payload");
          if (payload != null) {
            news.getLast().batches().add(new PackedBatch(row.getLong("sequence"), payload));
          }
        });
    return news;
  }

  /// The names of an attempt's series, in the order of their ids.
  Map<Long, String> findSeries(UUID attemptId) {
    Map<Long, String> names = new LinkedHashMap<>();
    jdbc.sql("SELECT id, name FROM series WHERE attempt_id = :attempt ORDER BY id")
        .param("attempt", attemptId)
        .query(row -> {
          names.put(row.getLong("id"), row.getString("name"));
        });
    return names;
  }
}
