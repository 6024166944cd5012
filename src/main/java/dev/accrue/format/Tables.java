package dev.accrue.format;

import java.io.IOException;
import java.nio.file.Path;

/// Opens tables of any format.
public final class Tables {

  private Tables() {}

  /// Opens a file.
  ///
  /// @param name what to call it in messages
  /// @throws FormatException when it is none, or beyond a limit
  public static Table open(Path file, Format format, String name, Limits limits)
      throws IOException {
    return switch (format) {
      case CSV -> CsvTable.open(file, name, limits);
      case JSON_LINES -> JsonLinesTable.open(file, name, limits);
      case PARQUET -> ParquetTable.open(file, name, limits);
      case IDX, NPY, NPZ, IMAGES_ZIP, TEXT ->
          throw new IllegalArgumentException(format + " is no table");
    };
  }
}
