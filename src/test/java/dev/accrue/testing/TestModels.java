package dev.accrue.testing;

import dev.accrue.api.worker.ModelKind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rows of uploaded models.
public final class TestModels {

  private TestModels() {}

  /// A model of the team that everybody begins in, whose bytes do not matter.
  public static void insert(JdbcClient jdbc, String name, ModelKind kind) {
    jdbc.sql(
            """
            INSERT INTO blob (sha256, size_bytes, created_at, touched_at)
            VALUES (sha256('model'), 1, now(), now()) ON CONFLICT DO NOTHING
            """)
        .update();
    UUID team = jdbc.sql("SELECT id FROM team WHERE name = 'default'").query(UUID.class).single();
    insert(jdbc, team, name, kind, TestUploads.sha256("model".getBytes(StandardCharsets.UTF_8)));
  }

  /// A model of a team's that somebody has looked into.
  ///
  /// @param sha256 of a blob that is stored
  public static void insert(
      JdbcClient jdbc, UUID team, String name, ModelKind kind, String sha256) {
    jdbc.sql(
            """
            INSERT INTO model (id, team_id, name, kind, description, sha256, size_bytes, entries,
                               content, created_by, created_at)
            SELECT gen_random_uuid(), :team, :name, :kind, '', b.sha256, b.size_bytes, 1,
                   '{"inspected": false, "tensors": 0, "kept": 0, "elements": 0, "items": []}',
                   u.id, now()
              FROM blob b, app_user u WHERE b.sha256 = :sha256 AND u.name = 'admin'
            """)
        .param("team", team)
        .param("name", name)
        .param("kind", kind.name())
        .param("sha256", HexFormat.of().parseHex(sha256))
        .update();
  }
}
