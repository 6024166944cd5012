package dev.accrue.format;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How often values occur, as long as there are not too many of them.
final class Tally {

  /// What a value of many characters is no category for.
  private static final int MAX_CHARACTERS = 200;

  private final int most;
  private final Map<String, Long> counts = new HashMap<>();
  private boolean tooMany;

  Tally(int most) {
    this.most = most;
  }

  void add(String value) {
    if (tooMany) {
      return;
    }
    counts.merge(value, 1L, Long::sum);
    if (counts.size() > most || value.length() > MAX_CHARACTERS) {
      tooMany = true;
      counts.clear();
    }
  }

  /// Whether there are few enough to be categories.
  boolean isSmall() {
    return !tooMany;
  }

  /// The most frequent first; those of equal frequency in alphabetical order.
  List<DatasetInspection.ClassCount> counts() {
    return counts.entrySet().stream()
        .map(entry -> new DatasetInspection.ClassCount(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingLong(DatasetInspection.ClassCount::count)
                .reversed()
                .thenComparing(DatasetInspection.ClassCount::value))
        .toList();
  }
}
