package dev.accrue.architecture;

import static dev.accrue.architecture.LayerTensor.constant;
import static dev.accrue.architecture.LayerTensor.parameter;

import java.util.List;

/// `torch.nn.LayerNorm` over the last extent (Ba et al., 2016).
record LayerNorm(long width, double epsilon) implements Layer {
  /// PyTorch's default.
  static final double EPSILON = 1e-5;

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() < 1 || input.last() != width) {
      throw new ShapeMismatchException(
          "",
          "a LayerNorm of width %d got samples of shape %s".formatted(width, input.shape()),
          "put an embedding before tokens");
    }
    return input;
  }

  @Override
  public List<LayerTensor> tensors() {
    return List.of(parameter("weight", constant(1), width), parameter("bias", constant(0), width));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.full(x);
    return code.like(
        input,
        "torch.layer_norm(%s, [%d], %s.weight, %3$s.bias, %s, True)",
        input.name(),
        width,
        self.expression(),
        epsilon);
  }
}
