package dev.accrue.team;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A bucket for each key that fills up at a steady rate and from which each request takes one. Of
/// the keys that were not seen for longest the bucket is forgotten, which fills it up.
final class TokenBuckets {

  /// About 20 MB of them.
  private static final int MAX_KEYS = 100_000;

  private final double perNano;
  private final int burst;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_KEYS;
        }
      };

  private static final class Bucket {
    private double level;
    private long at;
  }

  /// @param nanos a clock that only goes forward
  TokenBuckets(double perSecond, int burst, LongSupplier nanos) {
    this.perNano = perSecond / TimeUnit.SECONDS.toNanos(1);
    this.burst = burst;
    this.nanos = nanos;
  }

  /// Takes one.
  ///
  /// @return after how many seconds to try again; 0 when there was one
  synchronized long take(String key) {
    Bucket bucket = filled(key);
    if (bucket.level < 1) {
      return secondsUntilOne(bucket);
    }
    bucket.level--;
    return 0;
  }

  /// Like `take`, but leaves it there.
  synchronized long look(String key) {
    Bucket bucket = filled(key);
    return bucket.level < 1 ? secondsUntilOne(bucket) : 0;
  }

  private Bucket filled(String key) {
    long now = nanos.getAsLong();
    Bucket bucket =
        buckets.computeIfAbsent(
            key,
            _ -> {
              Bucket full = new Bucket();
              full.level = burst;
              full.at = now;
              return full;
            });
    bucket.level = Math.min(burst, bucket.level + (now - bucket.at) * perNano);
    bucket.at = now;
    return bucket;
  }

  private long secondsUntilOne(Bucket bucket) {
    double nanosUntilOne = (1 - bucket.level) / perNano;
    return Math.max(1, (long) Math.ceil(nanosUntilOne / TimeUnit.SECONDS.toNanos(1)));
  }
}
