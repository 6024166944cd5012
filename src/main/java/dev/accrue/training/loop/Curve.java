package dev.accrue.training.loop;

/// Where the loop's points go. May block for a moment when they come faster than they are sent.
@FunctionalInterface
public interface Curve {

  /// Adds a point.
  ///
  /// @param series such as `train/loss`
  /// @param state after the optimizer step that the value belongs to
  void add(String series, TrainingState state, double value);
}
