package dev.accrue.metric;

import dev.accrue.api.job.SeriesView;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads a job's curves across its attempts. Each attempt's points count only in the stretch that
/// no later attempt did again, so every optimizer step is there once.
@Component
class CurveStore {

  private final JdbcClient jdbc;

  CurveStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// The names of the job's series, at most so many.
  List<String> findNames(UUID jobId, int limit) {
    return jdbc.sql(
            """
            SELECT DISTINCT s.name FROM attempt a JOIN series s ON s.attempt_id = a.id
            WHERE a.job_id = :job ORDER BY s.name LIMIT :limit
            """)
        .param("job", jobId)
        .param("limit", limit)
        .query((row, number) -> row.getString(1))
        .list();
  }

  /// Curves of at most `maxPoints` points each. A longer one is thinned evenly, its newest point
  /// included.
  List<SeriesView> read(UUID jobId, List<String> names, int maxPoints) {
    SeriesColumns columns = new SeriesColumns();
    jdbc.sql(
            """
            SELECT name, optimizer_step, value, samples_seen, at FROM (
              SELECT s.name, p.optimizer_step, p.value, p.samples_seen, p.at,
                row_number() OVER (PARTITION BY s.name ORDER BY p.optimizer_step DESC) - 1 AS back,
                count(*) OVER (PARTITION BY s.name) AS points
              FROM attempt a
              JOIN series s ON s.attempt_id = a.id
              JOIN point p ON p.series_id = s.id
              WHERE a.job_id = :job AND s.name = ANY (:names)
                AND p.optimizer_step > a.curve_from_step
                AND (a.curve_to_step IS NULL OR p.optimizer_step <= a.curve_to_step)) curve
            WHERE back % ((points + :maxPoints - 1) / :maxPoints) = 0
            ORDER BY name, optimizer_step
            """)
        .param("job", jobId)
        .param("names", names.toArray(String[]::new))
        .param("maxPoints", maxPoints)
        .query(row -> {
          columns.add(PointRow.of(row));
        });
    return columns.views();
  }
}
