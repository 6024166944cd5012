package dev.accrue.api.job;

/// A file that curves are exported as.
public enum CurveFormat {
  /// Comma-separated values (RFC 4180), a line for each point.
  CSV("text/csv", "csv"),
  /// A JSON object for each point, each on a line of its own.
  JSONL("application/jsonl", "jsonl"),
  /// <https://parquet.apache.org/docs/file-format/>.
  PARQUET("application/vnd.apache.parquet", "parquet"),
  /// An event file that TensorBoard reads, with the values as 32-bit floats.
  TENSORBOARD("application/octet-stream", "tfevents");

  private final String mediaType;
  private final String extension;

  CurveFormat(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  /// Such as `text/csv`.
  public String mediaType() {
    return mediaType;
  }

  /// What file names end with, without the dot.
  public String extension() {
    return extension;
  }
}
