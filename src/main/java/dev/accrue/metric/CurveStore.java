package dev.accrue.metric;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds what curves are made of. Each attempt's points count only in the stretch that no later
/// attempt did again, so every optimizer step is there once.
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

  /// The stretches of the jobs' curves, by job, name and attempt.
  List<Stretch> findStretches(List<UUID> jobIds, List<String> names) {
    return jdbc.sql(
            """
            SELECT a.job_id, a.id AS attempt_id, s.name, s.id AS series_id, a.curve_from_step,
              least(s.newest_optimizer_step, a.curve_to_step) AS last_step, s.points
            FROM attempt a JOIN series s ON s.attempt_id = a.id
            WHERE a.job_id = ANY (:jobs) AND s.name = ANY (:names)
              AND s.newest_optimizer_step > a.curve_from_step
            ORDER BY array_position(:jobs, a.job_id), s.name, a.number
            """)
        .param("jobs", jobIds.toArray(UUID[]::new))
        .param("names", names.toArray(String[]::new))
        .query((row, number) ->
            new Stretch(
                row.getObject("job_id", UUID.class),
                row.getObject("attempt_id", UUID.class),
                row.getString("name"),
                row.getLong("series_id"),
                row.getLong("curve_from_step") + 1,
                row.getLong("last_step"),
                row.getLong("points")))
        .list();
  }

  /// The points of the stretches that are in no block yet. Has to be asked before the blocks are
  /// read: a point that moves meanwhile is then seen twice and not never.
  FreshPoints findPending(List<Stretch> stretches) {
    FreshPoints points = new FreshPoints();
    Map<Long, Stretch> bySeries =
        stretches.stream().collect(Collectors.toMap(Stretch::seriesId, Function.identity()));
    Set<UUID> attempts = stretches.stream().map(Stretch::attemptId).collect(Collectors.toSet());
    jdbc.sql(
            """
            SELECT sequence, payload FROM point_batch WHERE attempt_id = ANY (:attempts)
            ORDER BY attempt_id, sequence
            """)
        .param("attempts", attempts.toArray(UUID[]::new))
        .query(row -> {
          new PackedBatch(row.getLong(1), row.getBytes(2))
              .forEach(
                  bySeries.keySet(),
                  (seriesId, point) -> {
                    if (requireNonNull(bySeries.get(seriesId)).contains(point.optimizerStep())) {
                      points.add(seriesId, point);
                    }
                  });
        });
    return points;
  }
}
