package dev.accrue.metric;

import java.nio.ByteBuffer;

/// A point of a series.
///
/// @param value may be NaN or infinite
/// @param sequence of the attempt's batch that brought it
record Point(long optimizerStep, double value, long samplesSeen, long atMillis, long sequence)
    implements Entry {

  static final int BYTES = 40;

  static Point read(ByteBuffer from) {
    return new Point(
        from.getLong(), from.getDouble(), from.getLong(), from.getLong(), from.getLong());
  }

  /// Whether the other says the same, whichever batch brought it.
  boolean saysTheSame(Point other) {
    return optimizerStep == other.optimizerStep
        && Double.doubleToLongBits(value) == Double.doubleToLongBits(other.value)
        && samplesSeen == other.samplesSeen
        && atMillis == other.atMillis;
  }

  @Override
  public Bucket bucket() {
    return Bucket.of(this);
  }

  @Override
  public void write(ByteBuffer to) {
    to.putLong(optimizerStep).putDouble(value).putLong(samplesSeen).putLong(atMillis);
    to.putLong(sequence);
  }
}
