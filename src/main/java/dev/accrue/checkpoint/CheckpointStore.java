package dev.accrue.checkpoint;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.fleet.HeldLease;
import dev.accrue.fleet.ResumePoints;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The statements on `checkpoint` and `checkpoint_tensor`.
@Component
class CheckpointStore implements ResumePoints {

  /// That no tensor of the checkpoint `c` is known to be damaged. Blobs that are number few.
  private static final String SOUND =
      """
      c.id NOT IN (
        SELECT t.checkpoint_id FROM blob b JOIN checkpoint_tensor t ON t.sha256 = b.sha256
        WHERE b.damaged_at IS NOT NULL)
      """;

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
  /// @return the sizes of those that are stored and sound
  Map<String, Long> lockBlobs(List<TensorEntry> tensors) {
    Map<String, Long> sizes = new HashMap<>();
    jdbc.sql(
            """
            SELECT sha256, size_bytes FROM blob
            WHERE sha256 = ANY (:sha256s) AND damaged_at IS NULL
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
                  (id, job_id, attempt_id, optimizer_step, manifest, metrics, size_bytes, created_at)
                VALUES (:id, :job, :attempt, :optimizerStep, :manifest::jsonb, :metrics::jsonb,
                  :sizeBytes, :now)
                ON CONFLICT (attempt_id, optimizer_step) DO NOTHING
                """)
            .param("id", id)
            .param("job", held.jobId())
            .param("attempt", held.attemptId())
            .param("optimizerStep", manifest.optimizerStep())
            .param("manifest", json.writeValueAsString(manifest))
            .param(
                "metrics",
                json.writeValueAsString(
                    Objects.requireNonNullElse(manifest.metrics(), Map.<String, Double>of())))
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
            SELECT manifest FROM checkpoint c WHERE job_id = :job AND %s
            ORDER BY optimizer_step DESC, created_at DESC LIMIT 1
            """
                .formatted(SOUND))
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
            SELECT job_id, max(optimizer_step) FROM checkpoint c
            WHERE job_id = ANY (:jobs) AND %s GROUP BY job_id
            """
                .formatted(SOUND))
        .param("jobs", jobIds.toArray(UUID[]::new))
        .query(row -> {
          steps.put(row.getObject(1, UUID.class), row.getLong(2));
        });
    return steps;
  }

  @Override
  public Set<String> findNamed(UUID jobId, Collection<String> sha256s) {
    return jdbc.sql(
            """
            SELECT DISTINCT encode(t.sha256, 'hex')
            FROM checkpoint c JOIN checkpoint_tensor t ON t.checkpoint_id = c.id
            WHERE c.job_id = :job AND t.sha256 = ANY (:sha256s)
            """)
        .param("job", jobId)
        .param("sha256s", sha256s.stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new))
        .query((row, _) -> row.getString(1))
        .set();
  }

  static ProblemException notFound(UUID jobId, UUID checkpointId) {
    return new ProblemException(
        ProblemCode.NOT_FOUND,
        "job %s has no checkpoint %s; it may have been replaced by a newer one"
            .formatted(jobId, checkpointId));
  }

  private static byte[][] sha256s(List<TensorEntry> tensors) {
    return tensors.stream()
        .map(tensor -> HexFormat.of().parseHex(tensor.sha256()))
        .toArray(byte[][]::new);
  }
}
