package dev.accrue.checkpoint;

import dev.accrue.api.team.CheckpointQuotaView;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// How many bytes a team's checkpoints take: each blob once, however many checkpoints name it, and
/// those alone that retention keeps after the save.
@Component
class CheckpointQuota {

  /// The rows that count, the new checkpoint among them.
  private static final String WITH_NEW =
      """
      (SELECT id, job_id, optimizer_step, created_at, metrics FROM checkpoint
        UNION ALL SELECT CAST(:new AS uuid), CAST(:job AS uuid), CAST(:optimizerStep AS bigint),
          CAST(:now AS timestamptz), CAST(:metrics AS jsonb))
      """;

  private static final String BYTES_AFTER_SAVE =
      """
      SELECT coalesce(sum(size_bytes), 0) FROM (
        SELECT b.sha256, b.size_bytes
        FROM checkpoint c JOIN job j ON j.id = c.job_id
          JOIN checkpoint_tensor t ON t.checkpoint_id = c.id JOIN blob b ON b.sha256 = t.sha256
        WHERE j.team_id = :team AND c.id NOT IN (
          SELECT s.id FROM (%s) s
          WHERE s.id <> :new AND NOT (kept_last OR kept_best OR kept_every OR pinned OR named
            OR damaged_at IS NOT NULL))
        UNION SELECT sha256, size_bytes
        FROM unnest(:sha256s::bytea[], :sizes::bigint[]) AS n (sha256, size_bytes)) named
      """
          .formatted(Standing.of(WITH_NEW));

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;

  CheckpointQuota(JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  private record Limit(UUID teamId, String team, long bytes) {}

  /// Makes sure that the team has room for a job's new checkpoint. In a transaction, saves of a
  /// team with a limit wait for each other from here on.
  ///
  /// @throws ProblemException `QUOTA_EXCEEDED`
  void require(UUID jobId, CheckpointManifest manifest) {
    Limit limit =
        jdbc.sql(
                """
                SELECT t.id, t.name, t.checkpoint_bytes_limit FROM team t
                WHERE id = (SELECT team_id FROM job WHERE id = :job)
                  AND t.checkpoint_bytes_limit IS NOT NULL
                FOR NO KEY UPDATE
                """)
            .param("job", jobId)
            .query((row, number) ->
                new Limit(row.getObject("id", UUID.class), row.getString("name"), row.getLong(3)))
            .optional()
            .orElse(null);
    if (limit == null) {
      return;
    }
    long after = bytesAfterSave(limit.teamId(), jobId, manifest);
    if (after > limit.bytes()) {
      throw new ProblemException(
          ProblemCode.QUOTA_EXCEEDED,
          "with the checkpoint at optimizer step %d the checkpoints of the team %s would take %,d bytes, more than its %,d; delete or unpin some, keep fewer, or ask an administrator for more"
              .formatted(manifest.optimizerStep(), limit.team(), after, limit.bytes()));
    }
  }

  private long bytesAfterSave(UUID teamId, UUID jobId, CheckpointManifest manifest) {
    HexFormat hex = HexFormat.of();
    return jdbc.sql(BYTES_AFTER_SAVE)
        .param("team", teamId)
        .param("job", jobId, Types.OTHER)
        .param("new", UUID.randomUUID())
        .param("optimizerStep", manifest.optimizerStep())
        .param("now", Timestamp.from(clock.instant()))
        .param(
            "metrics",
            json.writeValueAsString(
                Objects.requireNonNullElse(manifest.metrics(), Map.<String, Double>of())))
        .param(
            "sha256s",
            manifest.tensors().stream()
                .map(tensor -> hex.parseHex(tensor.sha256()))
                .toArray(byte[][]::new))
        .param(
            "sizes", manifest.tensors().stream().map(TensorEntry::sizeBytes).toArray(Long[]::new))
        .query(Long.class)
        .single();
  }

  CheckpointQuotaView fetch(UUID teamId) {
    return jdbc.sql(
            """
            SELECT t.name, t.checkpoint_bytes_limit,
              (SELECT count(*) FROM checkpoint c JOIN job j ON j.id = c.job_id
                WHERE j.team_id = t.id) AS checkpoints,
              (SELECT coalesce(sum(size_bytes), 0) FROM (
                SELECT DISTINCT b.sha256, b.size_bytes
                FROM checkpoint c JOIN job j ON j.id = c.job_id
                  JOIN checkpoint_tensor n ON n.checkpoint_id = c.id
                  JOIN blob b ON b.sha256 = n.sha256
                WHERE j.team_id = t.id) blobs) AS used_bytes
            FROM team t WHERE t.id = :team
            """)
        .param("team", teamId)
        .query((row, number) ->
            new CheckpointQuotaView(
                row.getString("name"),
                row.getObject("checkpoint_bytes_limit", Long.class),
                row.getLong("used_bytes"),
                row.getLong("checkpoints")))
        .single();
  }

  Optional<UUID> findTeam(String name) {
    return jdbc.sql("SELECT id FROM team WHERE name = :name")
        .param("name", name)
        .query(UUID.class)
        .optional();
  }

  /// Keeps others from changing the team until the transaction ends.
  void lock(UUID teamId) {
    jdbc.sql("SELECT id FROM team WHERE id = :team FOR NO KEY UPDATE")
        .param("team", teamId)
        .query(UUID.class)
        .single();
  }

  void change(UUID teamId, @Nullable Long limitBytes) {
    jdbc.sql("UPDATE team SET checkpoint_bytes_limit = :limit WHERE id = :team")
        .param("limit", limitBytes, Types.BIGINT)
        .param("team", teamId)
        .update();
  }
}
