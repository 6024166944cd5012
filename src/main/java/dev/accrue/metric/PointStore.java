package dev.accrue.metric;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `series` and `point_batch` that take points.
@Component
class PointStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  PointStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// A series as it was before a batch.
  ///
  /// @param points those in its blocks
  /// @param newestOptimizerStep null without a point
  record Series(long id, long points, @Nullable Long newestOptimizerStep) {}

  /// What a batch meets.
  ///
  /// @param series those of its names that the attempt has already
  /// @param pendingBatches those that are in no block yet
  record Known(Map<String, Series> series, int pendingBatches, long pendingPoints) {}

  /// The newest point of a series.
  record Newest(long seriesId, long optimizerStep, double value) {}

  long fetchTotalOptimizerSteps(UUID jobId) {
    return jdbc.sql("SELECT total_optimizer_steps FROM job WHERE id = :job")
        .param("job", jobId)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  Known findKnown(UUID attemptId, List<String> names) {
    Map<String, Series> series = new HashMap<>();
    long[] pending = new long[2];
    jdbc.sql(
            """
            SELECT p.batches, p.points AS pending_points, s.name, s.id, s.points,
              s.newest_optimizer_step
            FROM (SELECT count(*) AS batches, coalesce(sum(points), 0) AS points
                  FROM point_batch WHERE attempt_id = :attempt) p
            LEFT JOIN series s ON s.attempt_id = :attempt AND s.name = ANY (:names)
            """)
        .param("attempt", attemptId)
        .param("names", names.toArray(String[]::new))
        .query(row -> {
          pending[0] = row.getLong("batches");
          pending[1] = row.getLong("pending_points");
          if (row.getString("name") != null) {
            series.put(
                row.getString("name"),
                new Series(
                    row.getLong("id"),
                    row.getLong("points"),
                    row.getObject("newest_optimizer_step", Long.class)));
          }
        });
    return new Known(series, (int) pending[0], pending[1]);
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

  /// Adds those of the series that are not there.
  Map<String, Series> insertSeries(UUID attemptId, List<String> names) {
    Map<String, Series> series = new HashMap<>();
    jdbc.sql(
            """
            INSERT INTO series (attempt_id, name, first_at)
            SELECT :attempt, unnest(:names::text[]), :now
            ON CONFLICT (attempt_id, name) DO NOTHING
            RETURNING name, id
            """)
        .param("attempt", attemptId)
        .param("names", names.toArray(String[]::new))
        .param("now", Timestamp.from(clock.instant()))
        .query(row -> {
          series.put(row.getString("name"), new Series(row.getLong("id"), 0, null));
        });
    return series;
  }

  /// Keeps a batch as it came.
  void append(UUID attemptId, PackedBatch batch, int points, Collection<Newest> newest) {
    jdbc.sql(
            """
            WITH newest AS (
              UPDATE series s SET newest_optimizer_step = n.step, newest_value = n.value
              FROM unnest(:series::bigint[], :steps::bigint[], :values::double precision[])
                AS n (id, step, value)
              WHERE s.id = n.id)
            INSERT INTO point_batch (attempt_id, sequence, points, payload)
            VALUES (:attempt, :sequence, :points, :payload)
            """)
        .param("series", newest.stream().mapToLong(Newest::seriesId).toArray())
        .param("steps", newest.stream().mapToLong(Newest::optimizerStep).toArray())
        .param("values", newest.stream().mapToDouble(Newest::value).toArray())
        .param("attempt", attemptId)
        .param("sequence", batch.sequence())
        .param("points", points)
        .param("payload", batch.payload())
        .update();
  }

  /// Takes the batches that are in no block yet, in their order.
  List<PackedBatch> takePending(UUID attemptId) {
    List<PackedBatch> batches = new ArrayList<>();
    jdbc.sql(
            """
            WITH taken AS (
              DELETE FROM point_batch WHERE attempt_id = :attempt RETURNING sequence, payload)
            SELECT sequence, payload FROM taken ORDER BY sequence
            """)
        .param("attempt", attemptId)
        .query(row -> {
          batches.add(new PackedBatch(row.getLong(1), row.getBytes(2)));
        });
    return batches;
  }

  /// Records that every batch up to `sequence` is in the blocks.
  ///
  /// @param newest of each series that was folded
  /// @param added how many points that made more, by series
  void recordFold(UUID attemptId, long sequence, Collection<Newest> newest, Map<Long, Long> added) {
    jdbc.sql(
            """
            WITH folded AS (
              UPDATE attempt SET folded_sequence = :sequence WHERE id = :attempt)
            UPDATE series s SET points = s.points + n.added,
              newest_optimizer_step = CASE WHEN n.step >= coalesce(s.newest_optimizer_step, 0)
                THEN n.step ELSE s.newest_optimizer_step END,
              newest_value = CASE WHEN n.step >= coalesce(s.newest_optimizer_step, 0)
                THEN n.value ELSE s.newest_value END
            FROM unnest(:series::bigint[], :added::bigint[], :steps::bigint[],
              :values::double precision[]) AS n (id, added, step, value)
            WHERE s.id = n.id
            """)
        .param("sequence", sequence)
        .param("attempt", attemptId)
        .param("series", newest.stream().mapToLong(Newest::seriesId).toArray())
        .param(
            "added",
            newest.stream().mapToLong(it -> added.getOrDefault(it.seriesId(), 0L)).toArray())
        .param("steps", newest.stream().mapToLong(Newest::optimizerStep).toArray())
        .param("values", newest.stream().mapToDouble(Newest::value).toArray())
        .update();
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
