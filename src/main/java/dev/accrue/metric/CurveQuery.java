package dev.accrue.metric;

import dev.accrue.api.job.XAxis;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which curves, which part of them, and in how many buckets.
///
/// @param axis what `from` and `to` count
/// @param from null for the beginning
/// @param to included; null for the end
/// @param buckets at most so many for each curve
record CurveQuery(
    List<UUID> jobIds,
    List<String> names,
    XAxis axis,
    @Nullable Long from,
    @Nullable Long to,
    int buckets) {

  /// Whether the bucket's last point lies in the part.
  boolean shows(Bucket bucket) {
    return x(bucket) >= first() && x(bucket) <= last();
  }

  /// Where the bucket's last point stands on the axis.
  long x(Bucket bucket) {
    return switch (axis) {
      case OPTIMIZER_STEP -> bucket.optimizerStep();
      case SAMPLES_SEEN -> bucket.samplesSeen();
      case AT_MILLIS -> bucket.atMillis();
    };
  }

  long first() {
    return from == null ? 0 : from;
  }

  long last() {
    return to == null ? Long.MAX_VALUE : to;
  }
}
