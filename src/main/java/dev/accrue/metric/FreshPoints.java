package dev.accrue.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Points that are in no block yet, by series and optimizer step.
final class FreshPoints {

  private final Map<Long, Column> bySeries = new HashMap<>();
  private Column recent = new Column();
  private long recentSeries = -1;

  /// Adds what came later than all before it. A point that says nothing new leaves the old one, so
  /// that live readers do not hear of it again.
  void add(long seriesId, Point point) {
    if (seriesId != recentSeries) { // points come series by series
      recent = bySeries.computeIfAbsent(seriesId, id -> new Column());
      recentSeries = seriesId;
    }
    recent.add(point);
  }

  /// Each series that has points, and these in order.
  void forEachSeries(BiConsumer<Long, List<Point>> action) {
    bySeries.forEach((seriesId, column) -> action.accept(seriesId, column.inOrder()));
  }

  /// A series' points in order.
  List<Point> of(long seriesId) {
    Column column = bySeries.get(seriesId);
    return column == null ? List.of() : column.inOrder();
  }

  /// A series' points after an optimizer step, in order.
  List<Point> after(long seriesId, long optimizerStep) {
    List<Point> points = of(seriesId);
    int from = points.size();
    while (from > 0 && points.get(from - 1).optimizerStep() > optimizerStep) {
      from--;
    }
    return points.subList(from, points.size());
  }

  /// Points in the order in which they came, which is nearly always that of their optimizer steps.
  private static final class Column {
    private List<Point> points = new ArrayList<>();
    private boolean inOrder = true;

    void add(Point point) {
      inOrder &= points.isEmpty() || points.getLast().optimizerStep() < point.optimizerStep();
      points.add(point);
    }

    List<Point> inOrder() {
      if (!inOrder) {
        points.sort(Comparator.comparingLong(Point::optimizerStep)); // stable: the latest is last
        points = withoutRepeats();
        inOrder = true;
      }
      return points;
    }

    private List<Point> withoutRepeats() {
      List<Point> once = new ArrayList<>(points.size());
      for (Point point : points) {
        if (once.isEmpty() || once.getLast().optimizerStep() != point.optimizerStep()) {
          once.add(point);
        } else if (!once.getLast().saysTheSame(point)) {
          once.set(once.size() - 1, point);
        }
      }
      return once;
    }
  }
}
