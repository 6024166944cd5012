package dev.accrue.architecture;

import dev.accrue.architecture.LayerTensor.Initial;
import java.util.List;

/// Adds a learned vector to each place of a sequence of vectors.
///
/// @param tensor its name: torchvision has `pos_embedding` of shape `[1, length, width]`,
///   `torch.nn.Embedding` has `weight` of shape `[length, width]`
record Positions(String tensor, long length, long width, Initial initial, boolean batched)
    implements Layer {

  static Positions embedding(long length, long width) {
    return new Positions("weight", length, width, new Initial.Normal(1), false);
  }

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() != 2 || input.last() != width) {
      throw new ShapeMismatchException(
          "",
          "positions got samples of shape %s".formatted(input.shape()),
          "they take sequences of vectors, such as an embedding gives");
    }
    return input;
  }

  @Override
  public List<LayerTensor> tensors() {
    return List.of(
        batched
            ? LayerTensor.parameter(tensor, initial, 1, length, width)
            : LayerTensor.parameter(tensor, initial, length, width));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    String table = self.child(tensor).expression();
    return code.assign(
        false,
        "torch.add(%s, torch.slice(%s, %d, 0, torch.size(%1$s, 1), 1))",
        code.full(x).name(),
        table,
        batched ? 1 : 0);
  }
}
