package dev.accrue.job;

import dev.accrue.api.job.EquivalenceState;
import dev.accrue.api.job.EquivalenceView;
import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EquivalenceReport;
import dev.accrue.api.worker.EquivalenceResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// The statements on `equivalence_check`. An index allows one open request per job; of those that
/// are done the newest are kept.
@Component
class EquivalenceStore implements EquivalenceChecks {

  static final int KEPT_PER_JOB = 20;

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;

  EquivalenceStore(JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /// Asks, unless somebody has asked already.
  ///
  /// @return whether the request is new
  boolean request(UUID jobId, String actor) {
    return jdbc.sql(
                """
                INSERT INTO equivalence_check (job_id, requested_by, requested_at)
                VALUES (:job, :actor, :now)
                ON CONFLICT (job_id) WHERE done_at IS NULL DO NOTHING
                """)
            .param("job", jobId)
            .param("actor", actor)
            .param("now", Timestamp.from(clock.instant()))
            .update()
        == 1;
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public void record(UUID jobId, UUID attemptId, EquivalenceResult result) {
    Long request = result.request();
    String report = json.writeValueAsString(result.report());
    if (request == null) {
      insertDone(jobId, attemptId, report);
    } else {
      finish(jobId, attemptId, request, report);
    }
    jdbc.sql(
            """
            DELETE FROM equivalence_check WHERE id IN (
              SELECT id FROM equivalence_check WHERE job_id = :job AND done_at IS NOT NULL
              ORDER BY id DESC OFFSET :kept)
            """)
        .param("job", jobId)
        .param("kept", KEPT_PER_JOB)
        .update();
  }

  private void finish(UUID jobId, UUID attemptId, long request, String report) {
    jdbc.sql(
            """
            UPDATE equivalence_check
            SET done_at = :now, attempt_id = :attempt, result = :report::jsonb
            WHERE id = :request AND job_id = :job AND done_at IS NULL
            """)
        .param("request", request)
        .param("job", jobId)
        .param("attempt", attemptId)
        .param("report", report)
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  /// The spec wants one window of an attempt checked.
  private void insertDone(UUID jobId, UUID attemptId, String report) {
    jdbc.sql(
            """
            INSERT INTO equivalence_check (job_id, requested_at, done_at, attempt_id, result)
            SELECT :job, :now, :now, :attempt, :report::jsonb
            WHERE NOT EXISTS (
              SELECT FROM equivalence_check
              WHERE attempt_id = :attempt AND requested_by IS NULL)
            """)
        .param("job", jobId)
        .param("attempt", attemptId)
        .param("report", report)
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  /// The newest request or result.
  Optional<EquivalenceView> findNewest(UUID jobId) {
    return jdbc.sql(
            """
            SELECT e.requested_by, e.requested_at, e.done_at, e.result::text AS result, a.number,
              j.state
            FROM equivalence_check e JOIN job j ON j.id = e.job_id
              LEFT JOIN attempt a ON a.id = e.attempt_id
            WHERE e.job_id = :job ORDER BY e.id DESC LIMIT 1
            """)
        .param("job", jobId)
        .query((row, number) -> view(row))
        .optional();
  }

  private EquivalenceView view(ResultSet row) throws SQLException {
    Timestamp doneAt = row.getTimestamp("done_at");
    return new EquivalenceView(
        state(doneAt, JobState.valueOf(row.getString("state"))),
        row.getString("requested_by"),
        row.getTimestamp("requested_at").toInstant(),
        doneAt == null ? null : doneAt.toInstant(),
        row.getObject("number", Integer.class),
        doneAt == null ? null : json.readValue(row.getString("result"), EquivalenceReport.class));
  }

  private static EquivalenceState state(@Nullable Timestamp doneAt, JobState job) {
    if (doneAt != null) {
      return EquivalenceState.DONE;
    }
    return job.terminal() ? EquivalenceState.MISSED : EquivalenceState.OPEN;
  }
}
