package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that put jobs into the queue.
@Component
class JobSubmissionTables {

  /// Submissions of one team wait for each other, so that counting the queue means something. Rows
  /// that refer to the team may still be written.
  private static final String LOCK_TEAM =
      "SELECT queued_job_limit FROM team WHERE id = :team FOR NO KEY UPDATE";

  private static final String COUNT_QUEUED =
      """
      SELECT count(*)
        FROM (SELECT 1 FROM job WHERE team_id = :team AND state = 'QUEUED' LIMIT :limit) queued
      """;

  private static final String INSERT =
      """
      INSERT INTO job (id, team_id, name, spec, spec_sha256, state, max_retries,
                       total_optimizer_steps, created_by, idempotency_key, created_at, queued_at,
                       devices, device_memory_bytes, selector, time_limit_minutes, priority,
                       not_before_at, labels, work_sha256, step_seconds)
      SELECT :id, :team, :name, s.spec, :sha256, 'QUEUED', :maxRetries,
             :totalOptimizerSteps, :user, :idempotencyKey, :now, :now,
             coalesce((s.spec #>> '{resources,devices}')::integer, 1),
             (s.spec #>> '{resources,deviceMemoryBytes}')::bigint,
             s.spec #> '{resources,selector}',
             (s.spec #>> '{scheduling,timeLimitMinutes}')::integer,
             coalesce((s.spec #>> '{scheduling,priority}')::integer, 0),
             (s.spec #>> '{scheduling,notBefore}')::timestamptz,
             s.spec -> 'labels',
             :workSha256,
             (SELECT known.step_seconds FROM job known
               WHERE known.team_id = :team AND known.work_sha256 = :workSha256
                 AND known.step_seconds IS NOT NULL AND known.finished_at IS NOT NULL
               ORDER BY known.finished_at DESC LIMIT 1)
        FROM (SELECT CAST(:spec AS jsonb) AS spec) s
      ON CONFLICT (created_by, idempotency_key) DO NOTHING
      """;

  private static final String FIND_SUBMITTED =
      "SELECT id, encode(spec_sha256, 'hex') AS sha256 FROM job WHERE created_by = :user AND idempotency_key = :key";

  private final JdbcClient jdbc;

  JobSubmissionTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A job that is about to be queued.
  record NewJob(
      UUID id,
      UUID teamId,
      UUID userId,
      JobSpec spec,
      long totalOptimizerSteps,
      @Nullable String idempotencyKey,
      Instant createdAt) {}

  /// A job that was queued before under an idempotency key.
  record Submitted(UUID id, String specSha256) {}

  /// The team's limit on waiting jobs, if it has reached it. What is counted stays true until the
  /// end of the transaction.
  Optional<Integer> lockAndFindReachedLimit(UUID teamId) {
    int limit = jdbc.sql(LOCK_TEAM).param("team", teamId).query(Integer.class).single();
    int queued =
        jdbc.sql(COUNT_QUEUED)
            .param("team", teamId)
            .param("limit", limit)
            .query(Integer.class)
            .single();
    return queued >= limit ? Optional.of(limit) : Optional.empty();
  }

  /// Puts a job into the queue; false when the user has used the idempotency key before.
  boolean insert(NewJob job) {
    return jdbc.sql(INSERT)
            .param("id", job.id())
            .param("team", job.teamId())
            .param("name", job.spec().name())
            .param("spec", CanonicalSpec.write(job.spec()))
            .param("sha256", CanonicalSpec.sha256(job.spec()))
            .param("workSha256", SameWork.sha256(job.spec()))
            .param("maxRetries", job.spec().retries().max())
            .param("totalOptimizerSteps", job.totalOptimizerSteps())
            .param("user", job.userId())
            .param("idempotencyKey", job.idempotencyKey())
            .param("now", job.createdAt().atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  Optional<Submitted> findSubmitted(UUID userId, String idempotencyKey) {
    return jdbc.sql(FIND_SUBMITTED)
        .param("user", userId)
        .param("key", idempotencyKey)
        .query((row, _) -> new Submitted(row.getObject("id", UUID.class), row.getString("sha256")))
        .optional();
  }

  /// The state of a job of the team.
  Optional<JobState> findState(UUID teamId, UUID jobId) {
    return jdbc.sql("SELECT state FROM job WHERE id = :job AND team_id = :team")
        .param("job", jobId)
        .param("team", teamId)
        .query((row, _) -> JobState.valueOf(row.getString("state")))
        .optional();
  }

  /// Whether a job of the team has this checkpoint.
  boolean hasCheckpoint(UUID teamId, UUID checkpointId) {
    return jdbc.sql(
                """
                SELECT count(*) FROM checkpoint c JOIN job j ON j.id = c.job_id
                 WHERE j.team_id = :team AND c.id = :checkpoint
                """)
            .param("team", teamId)
            .param("checkpoint", checkpointId)
            .query(Integer.class)
            .single()
        == 1;
  }

  /// How many bytes the team's checkpoints may take, if they have a limit.
  OptionalLong findCheckpointBytesLimit(UUID teamId) {
    return jdbc.sql(
            """
            SELECT checkpoint_bytes_limit FROM team
            WHERE id = :team AND checkpoint_bytes_limit IS NOT NULL
            """)
        .param("team", teamId)
        .query(Long.class)
        .optional()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }
}
