package dev.accrue.model;

import dev.accrue.api.catalogue.CreateModel;
import dev.accrue.api.catalogue.ModelTensors;
import dev.accrue.api.catalogue.ModelView;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.upload.Uploads;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// The statements on `model`.
@Component
class ModelTables {

  private static final String SELECT =
      """
      SELECT t.name AS team, m.name, m.kind, m.description, m.size_bytes, m.entries, m.parameters,
             encode(m.sha256, 'hex') AS sha256, m.created_at
        FROM model m JOIN team t ON t.id = m.team_id
      """;

  private final JdbcClient jdbc;
  private final JsonMapper json;

  ModelTables(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /// A model under a name that was not taken.
  boolean insert(
      CreateModel model,
      UUID teamId,
      UUID userId,
      Uploads.Complete file,
      ModelInspection inspection,
      @Nullable String idempotencyKey,
      Instant now) {
    return jdbc.sql(
                """
                INSERT INTO model (id, team_id, name, kind, description, sha256, size_bytes, entries,
                                   parameters, content, created_by, idempotency_key, created_at)
                VALUES (:id, :team, :name, :kind, :description, :sha256, :size, :entries,
                        :parameters, CAST(:content AS jsonb), :user, :key, :now)
                ON CONFLICT (team_id, name) DO NOTHING
                """)
            .param("id", UUID.randomUUID())
            .param("team", teamId)
            .param("name", model.name())
            .param("kind", model.kind().name())
            .param("description", model.description() == null ? "" : model.description())
            .param("sha256", HexFormat.of().parseHex(file.sha256()))
            .param("size", file.sizeBytes())
            .param("entries", inspection.entries())
            .param("parameters", ModelInspection.parameters(inspection.content()), Types.BIGINT)
            .param("content", json.writeValueAsString(inspection.content()))
            .param("user", userId)
            .param("key", idempotencyKey)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  /// Whether the model of this name came from this very request.
  boolean isSame(UUID teamId, CreateModel model, String sha256, UUID userId, String key) {
    return jdbc.sql(
            """
            SELECT kind = :kind AND sha256 = :sha256 AND created_by = :user
                   AND idempotency_key IS NOT DISTINCT FROM :key
              FROM model WHERE team_id = :team AND name = :name
            """)
        .param("kind", model.kind().name())
        .param("sha256", HexFormat.of().parseHex(sha256))
        .param("user", userId)
        .param("key", key)
        .param("team", teamId)
        .param("name", model.name())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  int count(UUID teamId) {
    return jdbc.sql("SELECT count(*) FROM model WHERE team_id = :team")
        .param("team", teamId)
        .query(Integer.class)
        .single();
  }

  List<ModelView> list(Collection<UUID> teamIds) {
    return jdbc.sql(SELECT + " WHERE m.team_id = ANY (:teams) ORDER BY t.name, m.name")
        .param("teams", teamIds.toArray(UUID[]::new))
        .query(ModelTables::view)
        .list();
  }

  Optional<ModelView> find(UUID teamId, String name) {
    return jdbc.sql(SELECT + " WHERE m.team_id = :team AND m.name = :name")
        .param("team", teamId)
        .param("name", name)
        .query(ModelTables::view)
        .optional();
  }

  Optional<ModelFile> findFile(UUID teamId, String name) {
    return find(teamId, name)
        .map(view -> new ModelFile(view.name(), view.kind(), view.sizeBytes(), view.sha256()));
  }

  /// What is in a model's file, where somebody has looked into it.
  Optional<ModelTensors> findContent(UUID teamId, String name) {
    return jdbc.sql(
            """
            SELECT content FROM model
             WHERE team_id = :team AND name = :name AND content IS NOT NULL
            """)
        .param("team", teamId)
        .param("name", name)
        .query(String.class)
        .optional()
        .map(content -> json.readValue(content, ModelTensors.class));
  }

  /// Keeps what is in a model's file, unless that is known or the name means another file by now.
  void keepContent(UUID teamId, ModelFile file, ModelTensors content) {
    jdbc.sql(
            """
            UPDATE model SET content = CAST(:content AS jsonb), parameters = :parameters
             WHERE team_id = :team AND name = :name AND sha256 = :sha256 AND content IS NULL
            """)
        .param("content", json.writeValueAsString(content))
        .param("parameters", ModelInspection.parameters(content), Types.BIGINT)
        .param("team", teamId)
        .param("name", file.name())
        .param("sha256", HexFormat.of().parseHex(file.sha256()))
        .update();
  }

  /// Deletes a model that no job which has not ended names.
  ///
  /// The lock comes first, and waits for submissions that are about to hold the model: the second
  /// statement sees their references.
  ///
  /// @param condition throws when it is not to be deleted after all
  @Transactional
  public boolean deleteUnused(UUID teamId, String name, Runnable condition) {
    Optional<UUID> locked =
        jdbc.sql("SELECT id FROM model WHERE team_id = :team AND name = :name FOR UPDATE")
            .param("team", teamId)
            .param("name", name)
            .query(UUID.class)
            .optional();
    if (locked.isEmpty()) {
      return false;
    }
    condition.run();
    return jdbc.sql(
                """
                DELETE FROM model m WHERE id = :id AND NOT EXISTS (
                  SELECT FROM job_reference r WHERE r.model_id = m.id)
                """)
            .param("id", locked.get())
            .update()
        == 1;
  }

  private static ModelView view(ResultSet row, int number) throws SQLException {
    return new ModelView(
        row.getString("team"),
        row.getString("name"),
        ModelKind.valueOf(row.getString("kind")),
        row.getString("description"),
        row.getLong("size_bytes"),
        row.getInt("entries"),
        row.getObject("parameters", Long.class),
        row.getString("sha256"),
        row.getTimestamp("created_at").toInstant());
  }
}
