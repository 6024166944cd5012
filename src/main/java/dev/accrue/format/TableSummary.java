package dev.accrue.format;

import dev.accrue.format.DatasetInspection.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is in each column of a table, over all of its rows.
///
/// @param parts one per column
/// @param preview the first rows, shortened
public record TableSummary(long rows, List<Part> parts, List<List<@Nullable String>> preview) {

  public TableSummary {
    parts = List.copyOf(parts);
    preview = List.copyOf(preview);
  }

  /// Reads the whole table.
  public static TableSummary of(Table table, Limits limits) throws IOException {
    List<ColumnSummary> columns =
        table.columns().stream().map(column -> new ColumnSummary(column, limits)).toList();
    List<List<@Nullable String>> preview = new ArrayList<>();
    long[] rows = new long[1];
    table.forEachRow(values -> {
      rows[0]++;
      for (int column = 0; column < values.length; column++) {
        columns.get(column).add(values[column]);
      }
      if (preview.size() < limits.previewRows()) {
        List<@Nullable String> shown = new ArrayList<>();
        for (String value : values) {
          shown.add(value == null ? null : shortened(value, limits.previewCharacters()));
        }
        preview.add(shown);
      }
    });
    return new TableSummary(rows[0], columns.stream().map(ColumnSummary::part).toList(), preview);
  }

  static String shortened(String value, int most) {
    return value.length() <= most ? value : value.substring(0, most) + "…";
  }
}
