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
    long newest = -1;
    for (Bucket bucket : buckets) {
      long group = (bucket.optimizerStep() - first) / width;
      if (group == newest) {
        grouped.add(grouped.removeLast().then(bucket));
      } else {
        grouped.add(bucket);
        newest = group;
      }
    }
    return grouped;
  }
}
