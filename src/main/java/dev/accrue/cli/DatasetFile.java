package dev.accrue.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file that is to be a part of a data set.
///
/// @param role as the API has it
record DatasetFile(String split, String role, String path) {

  private static final Pattern WRITTEN =
      Pattern.compile("(?:([a-z][a-z0-9-]*)(?::([A-Za-z]+))?=)?(.+)");

  /// MNIST's files are called `train-images-idx3-ubyte`.
  private static final Pattern IDX = Pattern.compile("[.-]idx(\\d-ubyte)?(\\.gz)?$");

  private static final Map<String, String> FORMATS =
      Map.of(
          "csv", "CSV",
          "jsonl", "JSON_LINES",
          "ndjson", "JSON_LINES",
          "npy", "NPY",
          "npz", "NPZ",
          "parquet", "PARQUET",
          "txt", "TEXT",
          "zip", "IMAGES_ZIP");

  /// Reads `FILE`, `SPLIT=FILE` or `SPLIT:ROLE=FILE`.
  static DatasetFile parse(String text) throws RefusedException {
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      throw new RefusedException(
          ExitCode.USAGE, "%s names no file; write SPLIT=FILE".formatted(text));
    }
    String split = written.group(1);
    String role = written.group(2);
    return new DatasetFile(
        split == null ? "train" : split,
        role == null ? "SAMPLES" : role.toUpperCase(Locale.ROOT),
        written.group(3));
  }

  /// The format that a file's name tells.
  static String format(String path) throws RefusedException {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String format = IDX.matcher(path).find() ? "IDX" : FORMATS.get(ending);
    if (format == null) {
      throw new RefusedException(
          ExitCode.USAGE, "the name of %s does not tell its format; give --format".formatted(path));
    }
    return format;
  }
}
