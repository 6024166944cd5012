package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.SchedulingSpec;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What waiting jobs wait for: rows go as their jobs succeed, and are broken when that can no
/// longer happen. A dependency is made under a lock of the job that it names, so that its end
/// either comes first and is seen, or finds the dependency.
@Component
class JobDependencies {

  private static final String LOCK =
      "SELECT state FROM job WHERE id = :after AND team_id = :team FOR SHARE";

  private static final String INSERT =
      """
      INSERT INTO job_dependency (job_id, after_job_id) VALUES (:job, :after)
      ON CONFLICT (job_id, after_job_id) DO UPDATE SET broken = false
      """;

  private final JdbcClient jdbc;

  JobDependencies(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Makes the job wait for those of the jobs that its spec names that have not succeeded yet.
  ///
  /// @throws ProblemException `INVALID_REQUEST` when one of them has failed or was canceled
  void await(UUID jobId, UUID teamId, JobSpec spec) {
    SchedulingSpec scheduling = spec.scheduling();
    if (scheduling == null || scheduling.after() == null) {
      return;
    }
    for (UUID after : scheduling.after().stream().sorted().toList()) {
      JobState state = lock(after, teamId);
      if (state == JobState.FAILED || state == JobState.CANCELED) {
        throw refusal(after, state);
      }
      if (state != JobState.SUCCEEDED) {
        jdbc.sql(INSERT).param("job", jobId).param("after", after).update();
      }
    }
  }

  private JobState lock(UUID after, UUID teamId) {
    return jdbc.sql(LOCK)
        .param("after", after)
        .param("team", teamId)
        .query((row, _) -> JobState.valueOf(row.getString("state")))
        .optional()
        .orElseThrow(() -> new IllegalStateException("the reader has seen the job " + after));
  }

  private static ProblemException refusal(UUID after, JobState state) {
    Violation violation =
        new Violation(
            "scheduling.after",
            after.toString(),
            "has ended as %s, so a job that waits for it would never start".formatted(state),
            "requeue that job first, or remove it here");
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "scheduling.after: %s %s; %s".formatted(after, violation.message(), violation.fix()),
        List.of(violation));
  }

  /// Tells those that wait for a job that it has ended.
  void ended(UUID jobId, JobState state) {
    if (state == JobState.SUCCEEDED) {
      jdbc.sql("DELETE FROM job_dependency WHERE after_job_id = :job OR job_id = :job")
          .param("job", jobId)
          .update();
      return;
    }
    jdbc.sql("UPDATE job_dependency SET broken = true WHERE after_job_id = :job")
        .param("job", jobId)
        .update();
    jdbc.sql("DELETE FROM job_dependency WHERE job_id = :job").param("job", jobId).update();
  }

  /// Tells those that still wait for a job that it goes on after all.
  void mended(UUID jobId) {
    jdbc.sql("UPDATE job_dependency SET broken = false WHERE after_job_id = :job")
        .param("job", jobId)
        .update();
  }

  /// A waiting job that can no longer start, and the one that it waited for.
  record Broken(UUID jobId, UUID afterId, String afterName, String afterCause) {}

  /// Waiting jobs that wait in vain and that nobody else is at, with their rows.
  List<Broken> lockBroken(int limit) {
    return jdbc.sql(
            """
            SELECT j.id, p.id, p.name, CASE WHEN p.state = 'CANCELED' THEN 'was canceled'
              ELSE 'failed as ' || p.failure_cause END
            FROM job j JOIN LATERAL (
              SELECT a.id, a.name, a.state, a.failure_cause
              FROM job_dependency d JOIN job a ON a.id = d.after_job_id
                AND a.state IN ('FAILED', 'CANCELED')
              WHERE d.job_id = j.id AND d.broken ORDER BY a.id LIMIT 1) p ON true
            WHERE j.state = 'QUEUED' AND j.id IN (SELECT job_id FROM job_dependency WHERE broken)
            ORDER BY j.id LIMIT :limit FOR NO KEY UPDATE OF j SKIP LOCKED
            """)
        .param("limit", limit)
        .query((row, _) ->
            new Broken(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4)))
        .list();
  }
}
