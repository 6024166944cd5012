package dev.accrue.testing;

import dev.accrue.api.worker.ModelKind;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Models whose rows exist and whose bytes do not matter.
public final class TestModels {

  private TestModels() {}

  /// A model of the team that everybody begins in.
  public static void insert(JdbcClient jdbc, String name, ModelKind kind) {
    jdbc.sql(
            """
            INSERT INTO blob (sha256, size_bytes, created_at, touched_at)
            VALUES (sha256('model'), 1, now(), now()) ON CONFLICT DO NOTHING
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO model (id, team_id, name, kind, description, sha256, size_bytes, entries,
                               created_by, created_at)
            SELECT gen_random_uuid(), t.id, :name, :kind, '', sha256('model'), 1, 1, u.id, now()
              FROM team t, app_user u WHERE t.name = 'default' AND u.name = 'admin'
            """)
        .param("name", name)
        .param("kind", kind.name())
        .update();
  }
}
