package dev.accrue.job;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that put jobs into the queue.
@Component
class JobSubmissionTables {

  /// Submissions of one team wait for each other, so that counting the queue means something. Rows
  /// that refer to the team may still be written.
  private static final String LOCK_TEAM = "SELECT id FROM team WHERE id = :team FOR NO KEY UPDATE";

  private static final String COUNT_QUEUED =
      """
      SELECT count(*)
        FROM (SELECT 1 FROM job WHERE team_id = :team AND state = 'QUEUED' LIMIT :limit) queued
      """;

  private static final String INSERT =
      """
      INSERT INTO job (id, team_id, name, spec, spec_sha256, state, max_retries,
                       total_optimizer_steps, created_by, idempotency_key, created_at, queued_at)
      VALUES (:id, :team, :name, CAST(:spec AS jsonb), :sha256, 'QUEUED', :maxRetries,
              :totalOptimizerSteps, :user, :idempotencyKey, :now, :now)
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

  /// Counts the team's waiting jobs, up to `limit`, and keeps the count true until the end of the
  /// transaction.
  int lockAndCountQueued(UUID teamId, int limit) {
    jdbc.sql(LOCK_TEAM).param("team", teamId).query(UUID.class).single();
    return jdbc.sql(COUNT_QUEUED)
        .param("team", teamId)
        .param("limit", limit)
        .query(Integer.class)
        .single();
  }

  /// Puts a job into the queue; false when the user has used the idempotency key before.
  boolean insert(NewJob job) {
    return jdbc.sql(INSERT)
            .param("id", job.id())
            .param("team", job.teamId())
            .param("name", job.spec().name())
            .param("spec", CanonicalSpec.write(job.spec()))
            .param("sha256", CanonicalSpec.sha256(job.spec()))
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
}
