package dev.accrue.checkpoint;

import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.job.RetentionView;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What is kept, and the statements that delete the rest.
@Component
class RetentionStore {

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;
  private final CheckpointProperties properties;

  RetentionStore(JdbcClient jdbc, JsonMapper json, Clock clock, CheckpointProperties properties) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
    this.properties = properties;
  }

  /// A job's immutable part, and the policy that counts.
  record Terms(JobSpec spec, long totalOptimizerSteps, RetentionView retention) {}

  Terms fetch(UUID jobId) {
    return jdbc.sql(
            """
            SELECT j.spec, j.total_optimizer_steps, r.policy, r.changed_at, u.name
            FROM job j LEFT JOIN job_retention r ON r.job_id = j.id
              LEFT JOIN app_user u ON u.id = r.changed_by
            WHERE j.id = :job
            """)
        .param("job", jobId)
        .query((row, number) -> {
          JobSpec spec = CanonicalSpec.read(row.getString("spec"));
          String policy = row.getString("policy");
          RetentionView view =
              policy == null
                  ? new RetentionView(RetentionPolicy.of(spec.checkpoints()), null, null)
                  : new RetentionView(
                      json.readValue(policy, RetentionPolicy.class),
                      row.getString("name"),
                      row.getTimestamp("changed_at").toInstant());
          return new Terms(spec, row.getLong("total_optimizer_steps"), view);
        })
        .single();
  }

  /// Keeps others from changing the policy until the transaction ends.
  void lock(UUID jobId) {
    jdbc.sql("SELECT id FROM job WHERE id = :job FOR NO KEY UPDATE")
        .param("job", jobId)
        .query(UUID.class)
        .single();
  }

  void change(UUID jobId, RetentionPolicy policy, UUID userId) {
    jdbc.sql(
            """
            INSERT INTO job_retention (job_id, policy, changed_by, changed_at)
            VALUES (:job, :policy::jsonb, :user, :now)
            ON CONFLICT (job_id) DO UPDATE SET policy = excluded.policy,
              changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """)
        .param("job", jobId)
        .param("policy", json.writeValueAsString(policy))
        .param("user", userId)
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  /// Deletes what nothing keeps, of one job or of all.
  ///
  /// The locks come first: naming or pinning a checkpoint takes a share lock on its row, so
  /// afterwards the second statement sees every name and pin that was given. A row that is being
  /// named is passed over.
  ///
  /// @param job null for all
  /// @return how many were deleted
  int deleteOutlived(@Nullable UUID job, int limit) {
    UUID[] locked =
        jdbc.sql(
                """
                SELECT id FROM checkpoint WHERE id IN (
                  SELECT id FROM (%s) standing
                  WHERE NOT (kept_last OR kept_best OR kept_every OR pinned OR named
                    OR coalesce(damaged_at > :damagedSince, false))
                  LIMIT :limit)
                FOR UPDATE SKIP LOCKED
                """
                    .formatted(Standing.OF_SAVED))
            .param("job", job, Types.OTHER)
            .param("damagedSince", Timestamp.from(clock.instant().minus(properties.damagedGrace())))
            .param("limit", limit)
            .query((row, number) -> row.getObject(1, UUID.class))
            .list()
            .toArray(UUID[]::new);
    return delete(locked);
  }

  /// Those of these locked checkpoints that no job names and nobody has pinned.
  int delete(UUID... locked) {
    return jdbc.sql(
            """
            DELETE FROM checkpoint c WHERE id = ANY (:locked)
              AND NOT EXISTS (SELECT FROM job_reference r WHERE r.checkpoint_id = c.id)
              AND NOT EXISTS (SELECT FROM checkpoint_pin p WHERE p.checkpoint_id = c.id)
            """)
        .param("locked", locked)
        .update();
  }
}
