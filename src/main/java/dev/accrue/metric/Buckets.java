package dev.accrue.metric;

import java.util.ArrayList;
import java.util.List;

/// Puts buckets together until they are few enough.
final class Buckets {

  private Buckets() {}

  /// As they are where there are at most `limit`; otherwise grouped by stretches of as many
  /// optimizer steps each.
  static List<Bucket> atMost(int limit, List<Bucket> buckets) {
    if (buckets.size() <= limit) {
      return buckets;
    }
    long first = buckets.getFirst().optimizerStep();
    long width = Math.ceilDiv(buckets.getLast().optimizerStep() - first + 1, limit);
    List<Bucket> grouped = new ArrayList<>(limit);
    int begin = 0;
    for (int next = 1; next <= buckets.size(); next++) {
      if (next == buckets.size() || group(buckets, next, width) != group(buckets, begin, width)) {
        grouped.add(Bucket.of(buckets.subList(begin, next)));
        begin = next;
      }
    }
    return grouped;
  }

  private static long group(List<Bucket> buckets, int index, long width) {
    return (buckets.get(index).optimizerStep() - buckets.getFirst().optimizerStep()) / width;
  }
}
