package dev.accrue.dataset;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The tables `dataset` and `dataset_file`.
@Component
class DatasetTables {

  /// One row for each file. The nil UUID stands for no team, because a list in SQL may not be
  /// empty.
  private static final String VISIBLE_FILES =
      """
      SELECT d.id, d.team_id, d.name, d.format, d.description,
             f.split, f.role, f.sha256, f.samples, f.shape, b.size_bytes
        FROM dataset d
        JOIN dataset_file f ON f.dataset_id = d.id
        JOIN blob b ON b.sha256 = f.sha256
       WHERE (d.team_id IS NULL OR d.team_id = ANY (:teams))
         AND (CAST(:name AS text) IS NULL OR d.name = :name)
       ORDER BY d.name, d.team_id NULLS LAST, f.split, f.role
      """;

  private static final String INSERT_BUILT_IN =
      """
      INSERT INTO dataset (id, team_id, name, format, description, created_at)
      VALUES (:id, NULL, :name, :format, :description, :now)
      ON CONFLICT DO NOTHING
      """;

  private static final String INSERT_FILE =
      """
      INSERT INTO dataset_file (dataset_id, split, role, sha256, samples, shape)
      VALUES (:dataset, :split, :role, :sha256, :samples, :shape)
      """;

  private static final String BUILT_IN_EXISTS =
      "SELECT EXISTS (SELECT 1 FROM dataset WHERE team_id IS NULL AND name = :name)";

  private final JdbcClient jdbc;
  private final Clock clock;

  DatasetTables(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// A file with its data set.
  ///
  /// @param shape as in the file's header, samples first
  record FileRow(
      UUID datasetId,
      String dataset,
      String format,
      String description,
      String split,
      String role,
      String sha256,
      List<Long> shape,
      long sizeBytes) {

    long samples() {
      return shape.getFirst();
    }

    List<Long> sampleShape() {
      return shape.subList(1, shape.size());
    }
  }

  List<FileRow> findFiles(Collection<UUID> teamIds, @Nullable String name) {
    return jdbc.sql(VISIBLE_FILES)
        .param("teams", teamIds.toArray(UUID[]::new))
        .param("name", name)
        .query((row, _) -> file(row))
        .list();
  }

  boolean builtInExists(String name) {
    return jdbc.sql(BUILT_IN_EXISTS).param("name", name).query(Boolean.class).single();
  }

  /// Names a data set of every team's; null when another server was faster.
  @Nullable UUID insertBuiltIn(String name, String format, String description) {
    UUID id = UUID.randomUUID();
    int inserted =
        jdbc.sql(INSERT_BUILT_IN)
            .param("id", id)
            .param("name", name)
            .param("format", format)
            .param("description", description)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .update();
    return inserted == 1 ? id : null;
  }

  void insertFile(UUID dataset, String split, String role, String sha256, List<Long> shape) {
    jdbc.sql(INSERT_FILE)
        .param("dataset", dataset)
        .param("split", split)
        .param("role", role)
        .param("sha256", HexFormat.of().parseHex(sha256))
        .param("samples", shape.getFirst())
        .param("shape", shape.toArray(Long[]::new))
        .update();
  }

  private static FileRow file(ResultSet row) throws SQLException {
    return new FileRow(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("format"),
        row.getString("description"),
        row.getString("split"),
        row.getString("role"),
        HexFormat.of().formatHex(row.getBytes("sha256")),
        longs(row.getArray("shape")),
        row.getLong("size_bytes"));
  }

  private static List<Long> longs(Array array) throws SQLException {
    return Arrays.asList((Long[]) array.getArray());
  }
}
