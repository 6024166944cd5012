package dev.accrue.testing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Data sets whose rows exist and whose bytes do not matter.
public final class TestDatasets {

  private TestDatasets() {}

  /// A data set with the splits `train` and `test`, unless there is one of this name.
  ///
  /// @param team null for every team's
  /// @param sampleShape such as `28,28`
  public static void insert(
      JdbcClient jdbc, @Nullable UUID team, String name, int train, int test, String sampleShape) {
    jdbc.sql(
            """
            INSERT INTO blob (sha256, size_bytes, created_at, touched_at)
            VALUES (sha256('test'), 0, now(), now()) ON CONFLICT DO NOTHING
            """)
        .update();
    UUID id = UUID.randomUUID();
    int inserted =
        jdbc.sql(
                """
                INSERT INTO dataset (id, team_id, name, format, description, created_at)
                VALUES (:id, :team, :name, 'IDX', 'for tests', now()) ON CONFLICT DO NOTHING
                """)
            .param("id", id)
            .param("team", team)
            .param("name", name)
            .update();
    if (inserted == 1) {
      insertFiles(jdbc, id, "train", train, sampleShape);
      insertFiles(jdbc, id, "test", test, sampleShape);
    }
  }

  private static void insertFiles(
      JdbcClient jdbc, UUID dataset, String split, int samples, String sampleShape) {
    jdbc.sql(
            """
            INSERT INTO dataset_file (dataset_id, split, role, sha256, samples, shape)
            VALUES (:id, :split, 'FEATURES', sha256('test'), :samples, CAST(:features AS bigint[])),
                   (:id, :split, 'TARGETS', sha256('test'), :samples, CAST(:targets AS bigint[]))
            """)
        .param("id", dataset)
        .param("split", split)
        .param("samples", samples)
        .param("features", "{%d,%s}".formatted(samples, sampleShape))
        .param("targets", "{%d}".formatted(samples))
        .update();
  }
}
