package dev.accrue.architecture;

import java.util.ArrayList;
import java.util.List;

/// `torch.nn.Embedding`: a vector for each token, at first drawn from N(0, 1).
record Embedding(long vocabulary, long width) implements Layer {
  @Override
  public Sample output(Sample input) {
    if (!input.tokens()) {
      throw new ShapeMismatchException(
          "", "an embedding got real numbers, not tokens", "remove it, or use linear");
    }
    List<Long> shape = new ArrayList<>(input.shape());
    shape.add(width);
    return input.with(shape);
  }

  @Override
  public List<LayerTensor> tensors() {
    return List.of(
        LayerTensor.parameter("weight", new LayerTensor.Initial.Normal(1), vocabulary, width));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    return code.assign(
        false, "torch.embedding(%s.weight, %s, -1, False, False)", self.expression(), x.name());
  }
}
