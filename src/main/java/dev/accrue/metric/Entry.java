package dev.accrue.metric;

import java.nio.ByteBuffer;

/// What a block holds: points in level 0, buckets of points above.
sealed interface Entry permits Point, Bucket {

  /// Of its last point.
  long optimizerStep();

  /// As a bucket, for the level above or a chart.
  Bucket bucket();

  /// Appends its `Level#entryBytes`.
  void write(ByteBuffer to);
}
