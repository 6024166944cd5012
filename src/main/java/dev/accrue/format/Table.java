package dev.accrue.format;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of named values, read from their file anew each time they are asked for, in its order, so
/// that a table may be larger than the heap. Values are as they are written; numbers in the
/// notation of Java, which any of them survives.
public interface Table {

  /// Takes one row after the other.
  @FunctionalInterface
  interface RowReader {

    /// Takes a row.
    ///
    /// @param values one per column, valid until this returns; null for what is missing
    void row(@Nullable String[] values) throws IOException;
  }

  /// The columns' names, which differ.
  List<String> columns();

  /// Reads all rows.
  ///
  /// @throws FormatException when one of them cannot be read
  void forEachRow(RowReader reader) throws IOException;

  /// The number that a value is; NaN when it is none. Infinite ones are none.
  static double number(String value) {
    String text = value.strip();
    if (text.isEmpty() || text.length() > 40 || !isPlain(text)) {
      return Double.NaN;
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /// Neither `NaN` nor `0x1p3` nor `1d`, which Java takes for numbers.
  private static boolean isPlain(String text) {
    for (int place = 0; place < text.length(); place++) {
      if ("0123456789+-.eE".indexOf(text.charAt(place)) < 0) {
        return false;
      }
    }
    return true;
  }
}
