package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.catalogue.DatasetPreview.FilePreview;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The statements on `dataset_content`.
@Component
class ContentTables implements Schemas {

  /// The data set that a team means by a name: its own, or one that came with Accrue.
  private static final String MEANT =
      """
      (SELECT id FROM dataset
        WHERE (team_id IS NULL OR team_id = :team) AND name = :name
        ORDER BY team_id NULLS LAST LIMIT 1)
      """;

  private static final String FIND_COLUMNS =
      """
      SELECT d.format, c.columns
        FROM dataset_content c JOIN dataset d ON d.id = c.dataset_id
       WHERE d.id = %s AND c.split = :split
       ORDER BY c.role
      """
          .formatted(MEANT);

  private static final String FIND_PREVIEWS =
      "SELECT preview FROM dataset_content WHERE dataset_id = %s AND split = :split ORDER BY role"
          .formatted(MEANT);

  private static final String INSERT =
      """
      INSERT INTO dataset_content (dataset_id, split, role, columns, preview)
      SELECT :id, :split, :role, CAST(:columns AS jsonb), CAST(:preview AS jsonb)
       WHERE EXISTS (SELECT FROM dataset WHERE id = :id)
      ON CONFLICT DO NOTHING
      """;

  private static final String FIND_UNKNOWN =
      """
      SELECT d.id, d.name, d.format, f.split, f.role, f.sha256
        FROM dataset_file f JOIN dataset d ON d.id = f.dataset_id
       WHERE NOT EXISTS (SELECT FROM dataset_content c
                          WHERE c.dataset_id = f.dataset_id AND c.split = f.split
                            AND c.role = f.role)
       ORDER BY d.created_at, d.id, f.split, f.role LIMIT 1
      """;

  private final JdbcClient jdbc;
  private final JsonMapper json;

  ContentTables(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /// A file that nobody has looked into.
  record Unknown(
      UUID datasetId, String name, String format, String split, String role, String sha256) {}

  /// Keeps what is in a file, unless that is known or the data set is gone.
  void insert(
      UUID datasetId, String split, String role, List<DatasetColumn> columns, FilePreview preview) {
    jdbc.sql(INSERT)
        .param("id", datasetId)
        .param("split", split)
        .param("role", role)
        .param("columns", json.writeValueAsString(columns))
        .param("preview", json.writeValueAsString(preview))
        .update();
  }

  @Override
  public Optional<SplitSchema> findSchema(UUID teamId, String dataset, String split) {
    List<SplitSchema> files =
        jdbc.sql(FIND_COLUMNS)
            .param("team", teamId)
            .param("name", dataset)
            .param("split", split)
            .query((row, _) -> schema(row))
            .list();
    List<DatasetColumn> columns = new ArrayList<>();
    files.forEach(file -> columns.addAll(file.columns()));
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new SplitSchema(files.getFirst().format(), columns));
  }

  private SplitSchema schema(ResultSet row) throws SQLException {
    List<DatasetColumn> columns =
        json.readValue(row.getString("columns"), new TypeReference<List<DatasetColumn>>() {});
    return new SplitSchema(row.getString("format"), columns);
  }

  /// One per file of a split, features first.
  List<FilePreview> findPreviews(UUID teamId, String dataset, String split) {
    return jdbc.sql(FIND_PREVIEWS)
        .param("team", teamId)
        .param("name", dataset)
        .param("split", split)
        .query((row, _) -> json.readValue(row.getString("preview"), FilePreview.class))
        .list();
  }

  /// The oldest file that nobody has looked into.
  Optional<Unknown> findUnknown() {
    return jdbc.sql(FIND_UNKNOWN)
        .query((row, _) ->
            new Unknown(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("format"),
                row.getString("split"),
                row.getString("role"),
                HexFormat.of().formatHex(row.getBytes("sha256"))))
        .optional();
  }
}
