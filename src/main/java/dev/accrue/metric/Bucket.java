package dev.accrue.metric;

import java.nio.ByteBuffer;
import java.util.List;

/// Points of a stretch of optimizer steps, rolled up. Values that are not finite are counted and
/// enter no sum and no extreme.
///
/// @param finiteCount points with a finite value
/// @param sum of the finite values, 0 where there is none
/// @param minimum of the finite values, NaN where there is none
/// @param maximum of the finite values, NaN where there is none
/// @param firstOptimizerStep of its first point
/// @param optimizerStep of its last point, as what follows
record Bucket(
    int finiteCount,
    int nanCount,
    int infinityCount,
    int minusInfinityCount,
    double sum,
    double minimum,
    double maximum,
    long firstOptimizerStep,
    long optimizerStep,
    double value,
    long samplesSeen,
    long atMillis)
    implements Entry {

  static final int BYTES = 80;

  static Bucket of(Point point) {
    double value = point.value();
    boolean finite = Double.isFinite(value);
    return new Bucket(
        finite ? 1 : 0,
        Double.isNaN(value) ? 1 : 0,
        value == Double.POSITIVE_INFINITY ? 1 : 0,
        value == Double.NEGATIVE_INFINITY ? 1 : 0,
        finite ? value : 0,
        finite ? value : Double.NaN,
        finite ? value : Double.NaN,
        point.optimizerStep(),
        point.optimizerStep(),
        value,
        point.samplesSeen(),
        point.atMillis());
  }

  static Bucket read(ByteBuffer from) {
    return new Bucket(
        from.getInt(),
        from.getInt(),
        from.getInt(),
        from.getInt(),
        from.getDouble(),
        from.getDouble(),
        from.getDouble(),
        from.getLong(),
        from.getLong(),
        from.getDouble(),
        from.getLong(),
        from.getLong());
  }

  /// Buckets that follow each other, at least one, put together.
  static Bucket of(List<Bucket> buckets) {
    int finite = 0;
    int nan = 0;
    int infinity = 0;
    int minusInfinity = 0;
    double sum = -0.0; // leaves the first one's sum as it is, its sign too
    double minimum = Double.NaN;
    double maximum = Double.NaN;
    for (Bucket it : buckets) {
      minimum = finite == 0 || it.minimum < minimum ? it.minimum : minimum;
      maximum = finite == 0 || it.maximum > maximum ? it.maximum : maximum;
      finite += it.finiteCount;
      nan += it.nanCount;
      infinity += it.infinityCount;
      minusInfinity += it.minusInfinityCount;
      sum += it.sum;
    }
    Bucket last = buckets.getLast();
    return new Bucket(
        finite,
        nan,
        infinity,
        minusInfinity,
        sum,
        minimum,
        maximum,
        buckets.getFirst().firstOptimizerStep,
        last.optimizerStep,
        last.value,
        last.samplesSeen,
        last.atMillis);
  }

  int count() {
    return finiteCount + nanCount + infinityCount + minusInfinityCount;
  }

  @Override
  public Bucket bucket() {
    return this;
  }

  @Override
  public void write(ByteBuffer to) {
    to.putInt(finiteCount).putInt(nanCount).putInt(infinityCount).putInt(minusInfinityCount);
    to.putDouble(sum).putDouble(minimum).putDouble(maximum).putLong(firstOptimizerStep);
    to.putLong(optimizerStep).putDouble(value).putLong(samplesSeen).putLong(atMillis);
  }
}
