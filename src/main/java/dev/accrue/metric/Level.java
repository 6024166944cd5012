package dev.accrue.metric;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/// A resolution in which curves are kept: entries of 16^`number` optimizer steps.
record Level(int number) {

  static final Level POINTS = new Level(0);

  /// The finest first. 10 million points are ten entries of the last.
  static final List<Level> ALL = IntStream.rangeClosed(0, 5).mapToObj(Level::new).toList();

  private static final int FACTOR_BITS = 4;

  static final int FACTOR = 1 << FACTOR_BITS;

  Level above() {
    return new Level(number + 1);
  }

  Level below() {
    return new Level(number - 1);
  }

  long widthSteps() {
    return 1L << (FACTOR_BITS * number);
  }

  /// Which entry the optimizer step belongs to.
  long index(long optimizerStep) {
    return optimizerStep >> (FACTOR_BITS * number);
  }

  /// Which entry of the level above an entry belongs to.
  static long parent(long index) {
    return index >> FACTOR_BITS;
  }

  int entryBytes() {
    return number == 0 ? Point.BYTES : Bucket.BYTES;
  }

  Entry read(ByteBuffer from) {
    return number == 0 ? Point.read(from) : Bucket.read(from);
  }
}
