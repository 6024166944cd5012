package dev.accrue.architecture;

import static dev.accrue.architecture.LayerTensor.constant;
import static dev.accrue.architecture.LayerTensor.parameter;

import java.util.List;

/// `torch.nn.GroupNorm` (Wu and He, 2018).
record GroupNorm(long groups, long channels) implements Layer {
  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() < 1 || input.shape().getFirst() != channels) {
      throw new ShapeMismatchException(
          "",
          "a GroupNorm of %d channels got samples of shape %s".formatted(channels, input.shape()),
          "put it behind a convolution");
    }
    if (channels % groups != 0) {
      throw new ShapeMismatchException(
          "groups",
          "%d groups do not divide %d channels".formatted(groups, channels),
          "write a divisor of %d".formatted(channels));
    }
    return input;
  }

  @Override
  public List<LayerTensor> tensors() {
    return List.of(
        parameter("weight", constant(1), channels), parameter("bias", constant(0), channels));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.full(x);
    return code.like(
        input,
        "torch.group_norm(%s, %d, %s.weight, %3$s.bias, 1.0000000000000001e-05, True)",
        input.name(),
        groups,
        self.expression());
  }
}
