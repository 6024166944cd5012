package dev.accrue.checkpoint;

import dev.accrue.api.job.CheckpointView;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.fleet.HeldLease;
import dev.accrue.fleet.ResumePoints;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The statements on `checkpoint` and `checkpoint_tensor`.
@Component
class CheckpointStore implements ResumePoints {

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;

  CheckpointStore(JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /// What the job's checkpoints must fit.
  record Terms(long totalOptimizerSteps, String specSha256) {}

  Terms fetchTerms(UUID jobId) {
    return jdbc.sql(
            """
            SELECT total_optimizer_steps, encode(spec_sha256, 'hex') AS spec_sha256
            FROM job WHERE id = :job
            """)
        .param("job", jobId)
        .query((row, number) ->
            new Terms(row.getLong("total_optimizer_steps"), row.getString("spec_sha256")))
        .single();
  }

  /// Keeps the tensors' blobs from being swept until the transaction ends.
  ///
  /// @return the sizes of those that are stored
  Map<String, Long> lockBlobs(List<TensorEntry> tensors) {
    Map<String, Long> sizes = new HashMap<>();
    jdbc.sql(
            """
            SELECT sha256, size_bytes FROM blob WHERE sha256 = ANY (:sha256s)
            ORDER BY sha256 FOR KEY SHARE
            """)
        .param("sha256s", sha256s(tensors))
        .query(row -> {
          sizes.put(HexFormat.of().formatHex(row.getBytes("sha256")), row.getLong(2));
        });
    return sizes;
  }

  /// Makes the checkpoint visible.
  ///
  /// @return false when the attempt has saved one at this optimizer step before
  boolean insert(HeldLease held, CheckpointManifest manifest, long sizeBytes) {
    UUID id = UUID.randomUUID();
    int inserted =
        jdbc.sql(
                """
                INSERT INTO checkpoint
                  (id, job_id, attempt_id, optimizer_step, manifest, size_bytes, created_at)
                VALUES (:id, :job, :attempt, :optimizerStep, :manifest::jsonb, :sizeBytes, :now)
                ON CONFLICT (attempt_id, optimizer_step) DO NOTHING
                """)
            .param("id", id)
            .param("job", held.jobId())
            .param("attempt", held.attemptId())
            .param("optimizerStep", manifest.optimizerStep())
            .param("manifest", json.writeValueAsString(manifest))
            .param("sizeBytes", sizeBytes)
            .param("now", Timestamp.from(clock.instant()))
            .update();
    if (inserted == 0) {
      return false;
    }
    jdbc.sql(
            """
            INSERT INTO checkpoint_tensor (checkpoint_id, name, sha256)
            SELECT :id, t.name, t.sha256
            FROM unnest(:names::text[], :sha256s::bytea[]) AS t (name, sha256)
            """)
        .param("id", id)
        .param("names", manifest.tensors().stream().map(TensorEntry::name).toArray(String[]::new))
        .param("sha256s", sha256s(manifest.tensors()))
        .update();
    return true;
  }

  boolean isSaved(UUID attemptId, CheckpointManifest manifest) {
    return jdbc.sql(
            """
            SELECT manifest = :manifest::jsonb FROM checkpoint
            WHERE attempt_id = :attempt AND optimizer_step = :optimizerStep
            """)
        .param("attempt", attemptId)
        .param("optimizerStep", manifest.optimizerStep())
        .param("manifest", json.writeValueAsString(manifest))
        .query((row, number) -> row.getBoolean(1))
        .optional()
        .orElse(false);
  }

  /// Deletes what jobs keep no longer, of one job or of all: older than the newest `keepLast`, and
  /// named by no job that has not ended.
  ///
  /// The locks come first: naming a checkpoint takes a share lock on its row, so afterwards the
  /// second statement sees every name that was given. A row that is being named is passed over.
  ///
  /// @param job null for all
  /// @return how many were deleted
  int deleteOutlived(@Nullable UUID job, int limit) {
    UUID[] locked =
        jdbc.sql(
                """
                SELECT id FROM checkpoint WHERE id IN (
                  SELECT id FROM (
                    SELECT c.id, (j.spec -> 'checkpoints' ->> 'keepLast')::integer AS keep_last,
                      row_number() OVER (
                        PARTITION BY c.job_id ORDER BY c.optimizer_step DESC, c.created_at DESC) AS place
                    FROM checkpoint c JOIN job j ON j.id = c.job_id
                    WHERE CAST(:job AS uuid) IS NULL OR c.job_id = :job) AS placed
                  WHERE place > greatest(1, keep_last)
                    AND NOT EXISTS (SELECT FROM job_reference r WHERE r.checkpoint_id = placed.id)
                  LIMIT :limit)
                FOR UPDATE SKIP LOCKED
                """)
            .param("job", job, Types.OTHER)
            .param("limit", limit)
            .query((row, number) -> row.getObject(1, UUID.class))
            .list()
            .toArray(UUID[]::new);
    return jdbc.sql(
            """
            DELETE FROM checkpoint c WHERE id = ANY (:locked)
              AND NOT EXISTS (SELECT FROM job_reference r WHERE r.checkpoint_id = c.id)
            """)
        .param("locked", locked)
        .update();
  }

  List<CheckpointView> list(UUID jobId) {
    return jdbc.sql(
            """
            SELECT c.id, a.number, c.optimizer_step, c.size_bytes, c.created_at
            FROM checkpoint c JOIN attempt a ON a.id = c.attempt_id
            WHERE c.job_id = :job ORDER BY c.optimizer_step DESC, c.created_at DESC
            """)
        .param("job", jobId)
        .query((row, number) ->
            new CheckpointView(
                row.getObject("id", UUID.class),
                row.getInt("number"),
                row.getLong("optimizer_step"),
                row.getLong("size_bytes"),
                row.getTimestamp("created_at").toInstant()))
        .list();
  }

  Optional<CheckpointManifest> find(UUID jobId, UUID checkpointId) {
    return jdbc.sql("SELECT manifest FROM checkpoint WHERE job_id = :job AND id = :checkpoint")
        .param("job", jobId)
        .param("checkpoint", checkpointId)
        .query((row, number) -> json.readValue(row.getString(1), CheckpointManifest.class))
        .optional();
  }

  @Override
  public Optional<CheckpointManifest> findNewest(UUID jobId) {
    return jdbc.sql(
            """
            SELECT manifest FROM checkpoint WHERE job_id = :job
            ORDER BY optimizer_step DESC, created_at DESC LIMIT 1
            """)
        .param("job", jobId)
        .query((row, number) -> json.readValue(row.getString(1), CheckpointManifest.class))
        .optional();
  }

  @Override
  public Optional<CheckpointManifest> findInTeam(UUID teamId, UUID checkpointId) {
    return jdbc.sql(
            """
            SELECT c.manifest FROM checkpoint c JOIN job j ON j.id = c.job_id
            WHERE c.id = :checkpoint AND j.team_id = :team
            """)
        .param("checkpoint", checkpointId)
        .param("team", teamId)
        .query((row, number) -> json.readValue(row.getString(1), CheckpointManifest.class))
        .optional();
  }

  @Override
  public Map<UUID, Long> newestOptimizerSteps(Collection<UUID> jobIds) {
    Map<UUID, Long> steps = new HashMap<>();
    jdbc.sql(
            """
            SELECT job_id, max(optimizer_step) FROM checkpoint
            WHERE job_id = ANY (:jobs) GROUP BY job_id
            """)
        .param("jobs", jobIds.toArray(UUID[]::new))
        .query(row -> {
          steps.put(row.getObject(1, UUID.class), row.getLong(2));
        });
    return steps;
  }

  @Override
  public boolean names(UUID jobId, String sha256) {
    return jdbc.sql(
            """
            SELECT FROM checkpoint c JOIN checkpoint_tensor t ON t.checkpoint_id = c.id
            WHERE c.job_id = :job AND t.sha256 = decode(:sha256, 'hex') LIMIT 1
            """)
        .param("job", jobId)
        .param("sha256", sha256)
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }

  private static byte[][] sha256s(List<TensorEntry> tensors) {
    return tensors.stream()
        .map(tensor -> HexFormat.of().parseHex(tensor.sha256()))
        .toArray(byte[][]::new);
  }
}
