package dev.accrue.architecture;

import java.util.List;

/// Puts a learned vector before a sequence of vectors (Devlin et al., 2019); zero at first, as in
/// torchvision.
record ClassToken(long width) implements Layer {
  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() != 2 || input.last() != width || input.variableLength()) {
      throw new ShapeMismatchException(
          "",
          "a class token got samples of shape %s".formatted(input.shape()),
          "it takes sequences of vectors of one length, such as patches");
    }
    return input.with(List.of(input.shape().getFirst() + 1, width));
  }

  @Override
  public List<LayerTensor> tensors() {
    return List.of(LayerTensor.parameter("class_token", LayerTensor.constant(0), 1, 1, width));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.full(x);
    return code.assign(
        false,
        "torch.cat([torch.expand(%s.class_token, [torch.size(%s, 0), -1, -1]), %2$s], 1)",
        self.expression(),
        input.name());
  }
}
