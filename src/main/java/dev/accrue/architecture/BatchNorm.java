package dev.accrue.architecture;

import static dev.accrue.architecture.LayerTensor.buffer;
import static dev.accrue.architecture.LayerTensor.constant;
import static dev.accrue.architecture.LayerTensor.counter;
import static dev.accrue.architecture.LayerTensor.parameter;

import java.util.List;

/// `torch.nn.BatchNorm1d` and `BatchNorm2d` with PyTorch's momentum and epsilon. The program's
/// attribute `batch_norm_momentum` changes from window to window.
///
/// @param frozen normalises by the running statistics also in training, and never updates them
public record BatchNorm(long channels, boolean frozen) implements Layer {
  /// How much of a new batch goes into the running statistics.
  public static final double MOMENTUM = 0.1;

  @Override
  public Sample output(Sample input) {
    boolean fits = input.rank() == 1 || input.rank() == 3;
    if (!fits || input.tokens() || input.shape().getFirst() != channels) {
      throw new ShapeMismatchException(
          "",
          "a BatchNorm of %d channels got samples of shape %s".formatted(channels, input.shape()),
          "it takes vectors and images; use layernorm for sequences");
    }
    return input;
  }

  @Override
  public List<LayerTensor> tensors() {
    return List.of(
        parameter("weight", constant(1), channels),
        parameter("bias", constant(0), channels),
        buffer("running_mean", 0, channels),
        buffer("running_var", 1, channels),
        counter("num_batches_tracked"));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.full(x);
    if (!frozen) {
      code.line("if self.training:");
      code.line("  _0 = torch.add_(%s.num_batches_tracked, 1)".formatted(self.expression()));
    }
    return code.like(
        input,
        "torch.batch_norm(%s, %s.weight, %2$s.bias, %2$s.running_mean, %2$s.running_var, %s,"
            + " self.batch_norm_momentum, 1.0000000000000001e-05, True)",
        input.name(),
        self.expression(),
        frozen ? "False" : "self.training");
  }
}
