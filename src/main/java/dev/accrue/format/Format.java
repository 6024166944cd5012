package dev.accrue.format;

/// Formats of data set files, as `DatasetFile.format` names them.
public enum Format {
  /// The format of MNIST: one array.
  IDX,
  /// NumPy's format: one array.
  NPY,
  /// A zip of NumPy arrays.
  NPZ,
  /// Comma-separated values with a header line.
  CSV,
  /// A zip with one folder of images per class.
  IMAGES_ZIP,
  /// One JSON object per line.
  JSON_LINES,
  /// UTF-8 text.
  TEXT,
  /// Apache Parquet.
  PARQUET
}
