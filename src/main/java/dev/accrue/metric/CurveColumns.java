package dev.accrue.metric;

import dev.accrue.api.job.CurveView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Buckets as the columns that people and programs read.
final class CurveColumns {

  private CurveColumns() {}

  static CurveView of(Curve curve, List<Bucket> buckets) {
    return new CurveView(
        curve.jobId(),
        curve.name(),
        buckets.stream().mapToLong(Bucket::count).sum(),
        column(buckets, Bucket::firstOptimizerStep),
        column(buckets, Bucket::optimizerStep),
        column(buckets, Bucket::samplesSeen),
        column(buckets, Bucket::atMillis),
        column(buckets, Bucket::value),
        column(buckets, Bucket::count),
        finite(buckets, it -> it.sum() / it.finiteCount()),
        finite(buckets, Bucket::minimum),
        finite(buckets, Bucket::maximum),
        column(buckets, Bucket::nanCount),
        column(buckets, Bucket::infinityCount),
        column(buckets, Bucket::minusInfinityCount));
  }

  private static <T> List<T> column(List<Bucket> buckets, Function<Bucket, T> column) {
    return buckets.stream().map(column).toList();
  }

  private static List<@Nullable Double> finite(
      List<Bucket> buckets, ToDoubleFunction<Bucket> column) {
    List<@Nullable Double> values = new ArrayList<>(buckets.size());
    buckets.forEach(it -> values.add(it.finiteCount() == 0 ? null : column.applyAsDouble(it)));
    return values;
  }
}
