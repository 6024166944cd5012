package dev.accrue.training.model;

import java.util.List;

/// A tensor that a layer holds.
///
/// @param name as in PyTorch's layer of the same kind, such as `weight`
public record LayerTensor(String name, Kind kind, List<Long> shape, Initial initial) {

  /// What the tensor is for.
  public enum Kind {
    /// Trained by gradients.
    PARAMETER,
    /// A state in the model's own precision that gradients do not train.
    BUFFER,
    /// A 64-bit integer that the layer counts up.
    COUNTER
  }

  /// What the tensor holds before training.
  public sealed interface Initial {
    /// Independent draws, uniform between `-bound` and `bound`.
    record Uniform(double bound) implements Initial {}

    /// One value everywhere.
    record Constant(double value) implements Initial {}
  }

  static LayerTensor parameter(String name, Initial initial, long... shape) {
    return new LayerTensor(name, Kind.PARAMETER, boxed(shape), initial);
  }

  static LayerTensor buffer(String name, double value, long... shape) {
    return new LayerTensor(name, Kind.BUFFER, boxed(shape), new Initial.Constant(value));
  }

  static LayerTensor counter(String name) {
    return new LayerTensor(name, Kind.COUNTER, List.of(), new Initial.Constant(0));
  }

  private static List<Long> boxed(long[] shape) {
    return java.util.Arrays.stream(shape).boxed().toList();
  }
}
