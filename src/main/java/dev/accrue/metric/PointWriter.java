package dev.accrue.metric;

import dev.accrue.api.job.CurveFormat;
import java.io.IOException;
import java.io.OutputStream;

/// Writes points as a file, as they come.
interface PointWriter {

  void write(String series, Point point) throws IOException;

  /// Writes what comes after the last point.
  void finish() throws IOException;

  static PointWriter of(CurveFormat format, OutputStream out) throws IOException {
    return switch (format) {
      case CSV -> new CsvPoints(out);
      case JSONL -> new JsonLinesPoints(out);
      case PARQUET -> new ParquetPoints(out);
      case TENSORBOARD -> new TensorBoardPoints(out);
    };
  }
}
