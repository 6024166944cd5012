package dev.accrue.architecture;

import java.util.Arrays;
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

    /// Independent draws of mean 0.
    record Normal(double deviation) implements Initial {}

    /// One value everywhere.
    record Constant(double value) implements Initial {}
  }

  /// PyTorch's default for linear and convolution layers, for weights and biases alike:
  /// `kaiming_uniform_` with `a = sqrt(5)` has the bound `sqrt(6 / ((1 + 5) fanIn))`, which is `1 /
  /// sqrt(fanIn)` (torch/nn/modules/linear.py, conv.py: `reset_parameters`).
  static Initial kaimingUniform(long fanIn) {
    return new Initial.Uniform(1 / Math.sqrt((double) fanIn));
  }

  /// `xavier_uniform_`: `sqrt(6 / (fanIn + fanOut))` (Glorot and Bengio, 2010).
  static Initial xavierUniform(long fanIn, long fanOut) {
    return new Initial.Uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
  }

  static Initial constant(double value) {
    return new Initial.Constant(value);
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

  /// How many elements there are.
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  private static List<Long> boxed(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
