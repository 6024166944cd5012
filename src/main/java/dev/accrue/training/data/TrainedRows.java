package dev.accrue.training.data;

import dev.accrue.format.Table;
import java.io.IOException;

/// Reads the trained rows of a table and passes over the others.
final class TrainedRows implements Table.RowReader {

  private final int[] rows;
  private final Table.RowReader reader;
  private int row;
  private int next;

  private TrainedRows(int[] rows, Table.RowReader reader) {
    this.rows = rows;
    this.reader = reader;
  }

  /// @param rows their numbers from 0, ascending
  static void read(Table table, int[] rows, Table.RowReader reader) throws IOException {
    table.forEachRow(new TrainedRows(rows, reader));
  }

  @Override
  public void row(@org.jspecify.annotations.Nullable String[] values) throws IOException {
    if (next < rows.length && rows[next] == row) {
      reader.row(values);
      next++;
    }
    row++;
  }
}
