package dev.accrue.metric;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Points that are in no block yet, by series and optimizer step.
final class FreshPoints {

  private final Map<Long, NavigableMap<Long, Point>> bySeries = new HashMap<>();

  /// Adds what came later than all before it. A point that says nothing new leaves the old one, so
  /// that live readers do not hear of it again.
  void add(long seriesId, Point point) {
    bySeries
        .computeIfAbsent(seriesId, id -> new TreeMap<>())
        .merge(point.optimizerStep(), point, (old, later) -> old.saysTheSame(later) ? old : later);
  }

  void forEachSeries(BiConsumer<Long, NavigableMap<Long, Point>> action) {
    bySeries.forEach(action);
  }

  /// A series' points in order.
  NavigableMap<Long, Point> of(long seriesId) {
    return bySeries.getOrDefault(seriesId, new TreeMap<>());
  }
}
