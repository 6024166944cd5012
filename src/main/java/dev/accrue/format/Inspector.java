package dev.accrue.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Looks into files of any format, for people and for the catalogue. Reads all of a file, in
/// bounded memory.
public final class Inspector {

  private static final String NAME = "the file";

  private Inspector() {}

  /// What is in a file.
  ///
  /// @throws FormatException when it is not of this format, or beyond a limit
  public static DatasetInspection inspect(Path file, Format format, Limits limits)
      throws IOException {
    ArrayInspector arrays = new ArrayInspector(limits);
    return switch (format) {
      case IDX -> arrays.inspect(format, Map.of("array", IdxArrays.open(file, NAME)));
      case NPY -> arrays.inspect(format, Map.of("array", NpyArrays.open(file, NAME)));
      case NPZ -> archive(file, arrays, limits);
      case TEXT -> new TextInspector(limits).inspect(file, NAME);
      case CSV, JSON_LINES, PARQUET -> table(file, format, limits);
      case IMAGES_ZIP -> images(file, limits);
    };
  }

  private static DatasetInspection archive(Path file, ArrayInspector arrays, Limits limits)
      throws IOException {
    Path work = Files.createTempDirectory("accrue-arrays");
    try {
      return arrays.inspect(Format.NPZ, NpzArrays.open(file, work, NAME, limits));
    } finally {
      delete(work);
    }
  }

  private static DatasetInspection images(Path file, Limits limits) throws IOException {
    try (ImageArchive archive = ImageArchive.open(file, NAME, limits)) {
      return archive.inspect(limits);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static DatasetInspection table(Path file, Format format, Limits limits)
      throws IOException {
    TableSummary summary = TableSummary.of(Tables.open(file, format, NAME, limits), limits);
    if (summary.rows() == 0) {
      throw new FormatException(NAME, "it has names and no rows", "upload another one");
    }
    return new DatasetInspection(
        format, summary.rows(), List.of(), summary.parts(), summary.preview());
  }
}
