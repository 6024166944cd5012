package dev.accrue.architecture;

import static dev.accrue.architecture.LayerTensor.kaimingUniform;
import static dev.accrue.architecture.LayerTensor.parameter;

import dev.accrue.architecture.LayerTensor.Initial;
import java.util.ArrayList;
import java.util.List;

/// `torch.nn.Linear`, over the last extent.
record Linear(long inputs, long outputs, boolean bias, Initial weight, Initial offset)
    implements Layer {

  private static final long WIDE = 1L << 19;

  Linear(long inputs, long outputs, boolean bias) {
    this(inputs, outputs, bias, kaimingUniform(inputs), kaimingUniform(inputs));
  }

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() == 0 || input.last() != inputs) {
      throw new ShapeMismatchException(
          "",
          "a linear layer of %d inputs got samples of shape %s".formatted(inputs, input.shape()),
          "put a flatten layer before it");
    }
    List<Long> shape = new ArrayList<>(input.shape());
    shape.set(shape.size() - 1, outputs);
    return input.with(shape);
  }

  @Override
  public List<LayerTensor> tensors() {
    LayerTensor matrix = parameter("weight", weight, outputs, inputs);
    return bias ? List.of(matrix, parameter("bias", offset, outputs)) : List.of(matrix);
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.forProduct(x);
    return code.like(
        input,
        "torch.linear(%s, %s, %s)",
        input.name(),
        code.forProduct(self, "weight"),
        bias ? code.forProduct(self, "bias") : "None");
  }

  /// Whether it has so many weights that its products take longer than what a cut costs.
  boolean isWide() {
    return weights() >= WIDE;
  }

  private long weights() {
    return Math.multiplyExact(inputs, outputs);
  }

  /// Of how many samples the numbers that reach and leave it are as many as its weights.
  long samplesAsLargeAsWeights() {
    return weights() / (inputs + outputs);
  }
}
