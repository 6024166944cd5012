package dev.accrue.training.attempt;

import dev.accrue.api.spec.KeepBestSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The best values of a validation series since the attempt began. Where one of them is measured a
/// checkpoint is worth having: between two of the regular ones the best weights would be lost.
final class BestSoFar {

  private static final String VALIDATION = "validation/";

  private final @Nullable KeepBestSpec keepBest;
  private final List<Double> best = new ArrayList<>();

  /// None yet.
  ///
  /// @param keepBest null where none is asked for; what is measured at every optimizer step is
  ///   found at the regular ones alone
  BestSoFar(@Nullable KeepBestSpec keepBest) {
    this.keepBest = keepBest != null && keepBest.metric().startsWith(VALIDATION) ? keepBest : null;
  }

  /// Notes what was measured at an optimizer step.
  ///
  /// @return whether it is among the best
  boolean isAmong(Map<String, Double> values) {
    Double value = keepBest == null ? null : values.get(keepBest.metric());
    if (keepBest == null || value == null) {
      return false;
    }
    int place = 0;
    while (place < best.size() && !keepBest.better(value, best.get(place))) {
      place++;
    }
    if (place == keepBest.count()) {
      return false;
    }
    best.add(place, value);
    if (best.size() > keepBest.count()) {
      best.removeLast();
    }
    return true;
  }
}
