package dev.accrue.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Rows under titles, as wide as they need be.
final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private String empty = "none";

  private Table(List<String> titles) {
    rows.add(titles);
  }

  static Table of(String... titles) {
    return new Table(List.of(titles));
  }

  /// What stands there instead of a table without rows.
  Table orElse(String text) {
    empty = text;
    return this;
  }

  Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "%d cells under %d titles".formatted(cells.length, rows.getFirst().size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    if (rows.size() == 1) {
      return empty;
    }
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return String.join("\n", rows.stream().map(row -> line(row, widths)).toList());
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
