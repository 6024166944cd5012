package dev.accrue.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A job's curve, or a part of it: the stretches of its attempts, one after the other.
record Curve(UUID jobId, String name, List<Stretch> stretches) {

  private record Id(UUID jobId, String name) {}

  /// The curves that the stretches belong to, in their order.
  static List<Curve> of(List<Stretch> stretches) {
    Map<Id, List<Stretch>> byCurve = new LinkedHashMap<>();
    for (Stretch stretch : stretches) {
      byCurve
          .computeIfAbsent(new Id(stretch.jobId(), stretch.name()), _ -> new ArrayList<>())
          .add(stretch);
    }
    return byCurve.entrySet().stream()
        .map(it -> new Curve(it.getKey().jobId(), it.getKey().name(), it.getValue()))
        .toList();
  }

  /// The part between two optimizer steps, both included.
  Curve within(long first, long last) {
    return new Curve(
        jobId,
        name,
        stretches.stream().map(it -> it.within(first, last)).filter(it -> !it.isEmpty()).toList());
  }

  /// The coarsest level with at least so many entries, if none of the points is missing.
  Level level(int entries) {
    long points = stretches.stream().mapToLong(Stretch::pointsAtMost).sum();
    return Level.ALL.reversed().stream()
        .filter(it -> points / it.widthSteps() >= entries)
        .findFirst()
        .orElse(Level.POINTS);
  }
}
