package dev.accrue.training.attempt;

import dev.accrue.training.loop.Curve;
import dev.accrue.training.loop.TrainingState;
import java.util.Map;
import java.util.TreeMap;

/// Passes points on and knows the values of the newest optimizer step, so that a checkpoint can say
/// what its weights were worth. Used by the training thread alone.
final class MeasuredValues implements Curve {

  private final Curve next;
  private final Map<String, Double> values = new TreeMap<>();
  private long optimizerStep;

  MeasuredValues(Curve next) {
    this.next = next;
  }

  @Override
  public void add(String series, TrainingState state, double value) {
    if (state.optimizerStep() != optimizerStep) {
      optimizerStep = state.optimizerStep();
      values.clear();
    }
    // What is not finite is no measure to choose by, and no number in JSON.
    if (Double.isFinite(value)) {
      values.put(series, value);
    }
    next.add(series, state, value);
  }

  /// The values of this optimizer step, by series.
  Map<String, Double> at(long step) {
    return step == optimizerStep ? Map.copyOf(values) : Map.of();
  }
}
