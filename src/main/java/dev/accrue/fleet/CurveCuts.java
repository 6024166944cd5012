package dev.accrue.fleet;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Where the curve of an attempt begins: at its checkpoint. What earlier attempts did beyond it no
/// longer counts.
@Component
class CurveCuts {

  private final JdbcClient jdbc;

  CurveCuts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Lets an attempt that was meant to go on from another checkpoint go on from this one.
  void beginAt(HeldLease held, long optimizerStep) {
    int moved =
        jdbc.sql(
                """
                UPDATE attempt SET curve_from_step = :optimizerStep
                WHERE id = :attempt AND curve_from_step <> :optimizerStep
                """)
            .param("attempt", held.attemptId())
            .param("optimizerStep", optimizerStep)
            .update();
    if (moved == 1) {
      cutEarlier(List.of(held.jobId()), List.of(held.attemptId()), List.of(optimizerStep));
    }
  }

  void cutEarlier(List<UUID> jobs, List<UUID> attempts, List<Long> fromSteps) {
    UUID[] jobIds = jobs.toArray(UUID[]::new);
    Long[] steps = fromSteps.toArray(Long[]::new);
    jdbc.sql(
            """
            UPDATE attempt a SET curve_to_step = p.from_step
            FROM unnest(:jobs, :attempts, :fromSteps) AS p (job_id, attempt, from_step)
            WHERE a.job_id = p.job_id AND a.id <> p.attempt
              AND (a.curve_to_step IS NULL OR a.curve_to_step > p.from_step)
            """)
        .param("jobs", jobIds)
        .param("attempts", attempts.toArray(UUID[]::new))
        .param("fromSteps", steps)
        .update();
    jdbc.sql(
            """
            UPDATE job j SET optimizer_step = p.from_step
            FROM unnest(:jobs, :fromSteps) AS p (job_id, from_step)
            WHERE j.id = p.job_id AND j.optimizer_step <> p.from_step
            """)
        .param("jobs", jobIds)
        .param("fromSteps", steps)
        .update();
  }
}
