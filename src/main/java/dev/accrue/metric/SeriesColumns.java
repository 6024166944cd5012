package dev.accrue.metric;

import dev.accrue.api.job.SeriesView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Points, gathered into the columns of their series.
final class SeriesColumns {

  private final Map<String, SeriesView> series = new LinkedHashMap<>();
  private int points;

  void add(String name, Point point) {
    SeriesView view =
        series.computeIfAbsent(
            name,
            _ ->
                new SeriesView(
                    name,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>()));
    view.optimizerSteps().add(point.optimizerStep());
    view.values().add(point.value());
    view.samplesSeen().add(point.samplesSeen());
    view.atMillis().add(point.atMillis());
    points++;
  }

  int points() {
    return points;
  }

  List<SeriesView> views() {
    return List.copyOf(series.values());
  }
}
