package dev.accrue.job;

import dev.accrue.api.spec.JobSpec;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What is known of earlier jobs that did the same work.
@Component
class PlanTables {

  private static final String SAME_WORK =
      """
      SELECT known.step_seconds,
             (SELECT s.newest_value FROM attempt a
                JOIN series s ON s.attempt_id = a.id AND s.name = 'memory/peak_bytes'
               WHERE a.job_id = known.id ORDER BY a.number DESC LIMIT 1) AS peak_bytes
        FROM job known
       WHERE known.team_id = :team AND known.work_sha256 = :workSha256
         AND known.step_seconds IS NOT NULL AND known.finished_at IS NOT NULL
       ORDER BY known.finished_at DESC LIMIT 1
      """;

  private final JdbcClient jdbc;

  PlanTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// What a finished job took.
  ///
  /// @param peakBytes null where its trainer measured none
  record Measured(double stepSeconds, @Nullable Double peakBytes) {}

  /// The team's newest finished job of the same work.
  Optional<Measured> findSameWork(UUID teamId, JobSpec spec) {
    return jdbc.sql(SAME_WORK)
        .param("team", teamId)
        .param("workSha256", SameWork.sha256(spec))
        .query((row, _) ->
            new Measured(row.getDouble("step_seconds"), row.getObject("peak_bytes", Double.class)))
        .optional();
  }
}
