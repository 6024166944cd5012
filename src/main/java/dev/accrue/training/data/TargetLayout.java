package dev.accrue.training.data;

import java.util.List;

/// What a target of a sample looks like to a loss.
///
/// @param name of its column or array
/// @param shape of one sample's target, without the batch; empty for `CLASS`
/// @param classes of `CLASS` and `TOKENS`, which are numbered from 0; 0 for `REAL`
/// @param origin what 0 is in the target's own units: the mean of one that is standardised, else 0
/// @param unit how much 1 is of them: the standard deviation of one that is standardised, else 1
public record TargetLayout(
    String name, Kind kind, List<Long> shape, int classes, double origin, double unit) {

  /// Kinds of targets.
  public enum Kind {
    /// One class per sample, a 64-bit integer.
    CLASS,
    /// Numbers in the model's own precision.
    REAL,
    /// The next token at each place, 64-bit integers; as long as the features.
    TOKENS
  }

  public TargetLayout {
    shape = List.copyOf(shape);
  }

  /// In the target's own units.
  public TargetLayout(String name, Kind kind, List<Long> shape, int classes) {
    this(name, kind, shape, classes, 0, 1);
  }

  /// One of so many classes.
  public static TargetLayout ofClass(String name, int classes) {
    return new TargetLayout(name, Kind.CLASS, List.of(), classes);
  }

  /// Whether what the model predicts is in other units than the target.
  public boolean standardized() {
    return origin != 0 || unit != 1;
  }

  /// How many outputs a model needs for it.
  public long outputs() {
    return switch (kind) {
      case CLASS, TOKENS -> classes;
      case REAL -> shape.stream().reduce(1L, Math::multiplyExact);
    };
  }
}
