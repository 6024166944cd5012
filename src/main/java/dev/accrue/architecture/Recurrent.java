package dev.accrue.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `torch.nn.LSTM` (Hochreiter and Schmidhuber, 1997) and `torch.nn.GRU` (Cho et al., 2014), batch
/// first, from a state of zeros, with the state at each place as output. All weights are at first
/// uniform between `-1/sqrt(hidden)` and `1/sqrt(hidden)`. Padding stands behind, so filled places
/// never see it.
///
/// @param dropout between layers
record Recurrent(Cell cell, long inputs, long hidden, int depth, double dropout) implements Layer {

  /// Kinds of cells, with how many gates they have.
  enum Cell {
    LSTM(4),
    GRU(3);

    private final int gates;

    Cell(int gates) {
      this.gates = gates;
    }
  }

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() != 2 || input.last() != inputs) {
      throw new ShapeMismatchException(
          "",
          "a recurrent layer of %d inputs got samples of shape %s".formatted(inputs, input.shape()),
          "it takes sequences of vectors [places, %d]".formatted(inputs));
    }
    return input.with(List.of(input.shape().getFirst(), hidden));
  }

  @Override
  public List<LayerTensor> tensors() {
    LayerTensor.Initial initial = LayerTensor.kaimingUniform(hidden);
    long rows = cell.gates * hidden;
    List<LayerTensor> tensors = new ArrayList<>();
    for (int layer = 0; layer < depth; layer++) {
      long width = layer == 0 ? inputs : hidden;
      tensors.add(LayerTensor.parameter("weight_ih_l" + layer, initial, rows, width));
      tensors.add(LayerTensor.parameter("weight_hh_l" + layer, initial, rows, hidden));
      tensors.add(LayerTensor.parameter("bias_ih_l" + layer, initial, rows));
      tensors.add(LayerTensor.parameter("bias_hh_l" + layer, initial, rows));
    }
    return tensors;
  }

  /// Dropout stands between the layers.
  @Override
  public boolean draws() {
    return depth > 1 && dropout > 0;
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.forProduct(x);
    Code.Value zeros =
        code.like(
            input,
            "torch.zeros([%d, torch.size(%s, 0), %d], dtype=ops.prim.dtype(%2$s), layout=None,"
                + " device=ops.prim.device(%2$s), pin_memory=None)",
            depth,
            input.name(),
            hidden);
    String weights =
        tensors().stream()
            .map(tensor -> code.forProduct(self, tensor.name()))
            .collect(Collectors.joining(", "));
    String state =
        Stream.of(zeros.name(), zeros.name())
            .limit(cell == Cell.LSTM ? 2 : 1)
            .collect(Collectors.joining(", "));
    return code.like(
        input,
        "(torch.%s(%s, %s, [%s], True, %d, %s, self.training, False, True))[0]",
        cell == Cell.LSTM ? "lstm" : "gru",
        input.name(),
        cell == Cell.LSTM ? "[" + state + "]" : state,
        weights,
        depth,
        depth > 1 ? Double.toString(dropout) : "0.");
  }
}
