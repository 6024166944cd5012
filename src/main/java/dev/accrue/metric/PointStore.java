package dev.accrue.metric;

import dev.accrue.api.worker.SeriesPoints;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that take points.
@Component
class PointStore {

  private final JdbcClient jdbc;

  PointStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  long fetchTotalOptimizerSteps(UUID jobId) {
    return jdbc.sql("SELECT total_optimizer_steps FROM job WHERE id = :job")
        .param("job", jobId)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  Map<String, Long> findSeries(UUID attemptId, List<String> names) {
    Map<String, Long> ids = new HashMap<>();
    jdbc.sql("SELECT name, id FROM series WHERE attempt_id = :attempt AND name = ANY (:names)")
        .param("attempt", attemptId)
        .param("names", names.toArray(String[]::new))
        .query(row -> {
          put(ids, row);
        });
    return ids;
  }

  /// The series that the job will have with these.
  int countNames(UUID jobId, List<String> names) {
    return jdbc.sql(
            """
            SELECT count(*) FROM (
              SELECT s.name FROM series s JOIN attempt a ON a.id = s.attempt_id
              WHERE a.job_id = :job
              UNION SELECT unnest(:names::text[])) AS together
            """)
        .param("job", jobId)
        .param("names", names.toArray(String[]::new))
        .query((row, number) -> row.getInt(1))
        .single();
  }

  Map<String, Long> insertSeries(UUID attemptId, List<String> names) {
    Map<String, Long> ids = new HashMap<>();
    jdbc.sql(
            """
            INSERT INTO series (attempt_id, name) SELECT :attempt, unnest(:names::text[])
            ON CONFLICT (attempt_id, name) DO NOTHING
            RETURNING name, id
            """)
        .param("attempt", attemptId)
        .param("names", names.toArray(String[]::new))
        .query(row -> {
          put(ids, row);
        });
    return ids;
  }

  private static void put(Map<String, Long> ids, ResultSet row) throws SQLException {
    ids.put(row.getString("name"), row.getLong("id"));
  }

  /// Writes all points in one statement. A point that is there already is overwritten; one that
  /// says the same is left alone, so that live readers do not hear of it again.
  void upsert(Map<String, Long> ids, List<SeriesPoints> series, long sequence) {
    long[] seriesIds =
        series.stream()
            .flatMapToLong(it -> it.optimizerSteps().stream().mapToLong(step -> ids.get(it.name())))
            .toArray();
    double[] values =
        series.stream()
            .flatMapToDouble(it -> it.values().stream().mapToDouble(Double::doubleValue))
            .toArray();
    jdbc.sql(
            """
            INSERT INTO point (series_id, optimizer_step, value, samples_seen, at, ingest_sequence)
            SELECT b.series_id, b.optimizer_step, b.value, b.samples_seen,
              timestamptz 'epoch' + b.at_millis * interval '1 millisecond', :sequence
            FROM unnest(:series::bigint[], :steps::bigint[], :values::double precision[],
                :samplesSeen::bigint[], :atMillis::bigint[])
              AS b (series_id, optimizer_step, value, samples_seen, at_millis)
            ON CONFLICT (series_id, optimizer_step) DO UPDATE SET value = excluded.value,
              samples_seen = excluded.samples_seen, at = excluded.at,
              ingest_sequence = excluded.ingest_sequence
            WHERE (point.value, point.samples_seen, point.at)
              IS DISTINCT FROM (excluded.value, excluded.samples_seen, excluded.at)
            """)
        .param("series", seriesIds)
        .param("steps", column(series, SeriesPoints::optimizerSteps))
        .param("values", values)
        .param("samplesSeen", column(series, SeriesPoints::samplesSeen))
        .param("atMillis", column(series, SeriesPoints::atMillis))
        .param("sequence", sequence)
        .update();
  }

  private static long[] column(
      List<SeriesPoints> series, Function<SeriesPoints, List<Long>> column) {
    return series.stream()
        .flatMapToLong(it -> column.apply(it).stream().mapToLong(Long::longValue))
        .toArray();
  }

  void advanceJob(UUID jobId, long optimizerStep) {
    jdbc.sql(
            """
            UPDATE job SET optimizer_step = :optimizerStep
            WHERE id = :job AND optimizer_step < :optimizerStep
            """)
        .param("job", jobId)
        .param("optimizerStep", optimizerStep)
        .update();
  }
}
