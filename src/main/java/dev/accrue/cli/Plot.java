package dev.accrue.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A curve as lines of text: points in braille, which has eight to a character, or asterisks.
final class Plot {

  private static final int LABEL = 11;
  private static final int BRAILLE = 0x2800;

  /// Bit of a dot in a braille character, by row and column.
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private final int columns;
  private final int rows;
  private final boolean unicode;
  private final int[][] cells;

  private Plot(int columns, int rows, boolean unicode) {
    this.columns = columns;
    this.rows = rows;
    this.unicode = unicode;
    this.cells = new int[rows][columns];
  }

  /// Draws the finite ones of some points.
  ///
  /// @param columns of the whole, labels included
  /// @param rows of the curve itself; a line of labels is below it
  static List<String> draw(List<Double> x, List<Double> y, int columns, int rows, boolean unicode) {
    List<Integer> finite =
        IntStream.range(0, x.size()).filter(i -> Double.isFinite(y.get(i))).boxed().toList();
    if (finite.isEmpty()) {
      return List.of("no points yet");
    }
    Plot plot = new Plot(Math.max(10, columns - LABEL), rows, unicode);
    double low = finite.stream().mapToDouble(y::get).min().orElseThrow();
    double high = finite.stream().mapToDouble(y::get).max().orElseThrow();
    double left = x.get(finite.getFirst());
    double right = x.get(finite.getLast());
    Place before = null;
    for (int i : finite) {
      Place place = new Place(share(x.get(i), left, right), share(y.get(i), low, high));
      plot.connect(before == null ? place : before, place);
      before = place;
    }
    return plot.lines(low, high, left, right);
  }

  /// A point, from 0 to 1 across and up.
  private record Place(double x, double y) {}

  /// Where a value is between two others, from 0 to 1; in the middle where these are one.
  private static double share(double value, double low, double high) {
    return high > low ? (value - low) / (high - low) : 0.5;
  }

  private void connect(Place from, Place to) {
    double across = (to.x() - from.x()) * columns * 2;
    double up = Math.abs(to.y() - from.y()) * rows * 4;
    int steps = Math.max(1, (int) Math.ceil(Math.max(across, up)));
    for (int step = 1; step <= steps; step++) {
      double part = (double) step / steps;
      point(from.x() + part * (to.x() - from.x()), from.y() + part * (to.y() - from.y()));
    }
  }

  private void point(double x, double y) {
    int column = (int) Math.round(x * (columns * 2 - 1));
    int row = (int) Math.round((1 - y) * (rows * 4 - 1));
    cells[row / 4][column / 2] |= DOTS[row % 4][column % 2];
  }

  private List<String> lines(double low, double high, double left, double right) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      String label = row == 0 ? Cells.number(high) : row == rows - 1 ? Cells.number(low) : "";
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%9s |", label));
      for (int cell : cells[row]) {
        line.append(symbol(cell));
      }
      lines.add(line.toString().stripTrailing());
    }
    String from = Cells.number(left);
    String to = Cells.number(right);
    int gap = Math.max(1, columns - from.length() - to.length());
    lines.add(" ".repeat(LABEL) + from + " ".repeat(gap) + to);
    return lines;
  }

  private char symbol(int cell) {
    if (cell == 0) {
      return ' ';
    }
    return unicode ? (char) (BRAILLE + cell) : '*';
  }
}
