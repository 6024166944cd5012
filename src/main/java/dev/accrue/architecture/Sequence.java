package dev.accrue.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `torch.nn.Sequential`: one layer after the other.
public record Sequence(List<Part> parts) implements Layer {

  public Sequence {
    parts = List.copyOf(parts);
  }

  /// Layers called 0, 1, and so on.
  static Sequence numbered(List<? extends Layer> layers) {
    return new Sequence(
        IntStream.range(0, layers.size())
            .mapToObj(index -> new Part(Integer.toString(index), layers.get(index)))
            .toList());
  }

  @Override
  public Sample output(Sample input) {
    Sample sample = input;
    for (Part part : parts) {
      sample = part.layer().output(sample);
    }
    return sample;
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    return write(code, self, x, 0, parts.size(), List.of());
  }

  /// Writes some of the layers, as they are in the whole.
  ///
  /// @param to the first that is left out
  /// @param cuts the layers at which the graph is cut
  public Code.Value write(
      Code code, Code.Self self, Code.Value x, int from, int to, List<Integer> cuts) {
    Code.Value value = x;
    for (int index = from; index < to; index++) {
      Part part = parts.get(index);
      value =
          cuts.contains(index) && part.layer() instanceof Linear linear
              ? code.cut(linear, part.self(self), value)
              : part.write(code, self, value);
    }
    return value;
  }

  /// The layers at which it pays to cut the graph: wide linear ones over samples of one dimension.
  List<Integer> worthCutting(Sample input) {
    List<Integer> cuts = new ArrayList<>();
    Sample sample = input;
    for (int index = 0; index < parts.size(); index++) {
      Layer layer = parts.get(index).layer();
      if (layer instanceof Linear linear && linear.isWide() && sample.rank() == 1) {
        cuts.add(index);
      }
      sample = layer.output(sample);
    }
    return List.copyOf(cuts);
  }
}
