package dev.accrue.architecture;

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
    return write(code, self, x, 0, parts.size());
  }

  /// Writes some of the layers, as they are in the whole.
  ///
  /// @param to the first that is left out
  public Code.Value write(Code code, Code.Self self, Code.Value x, int from, int to) {
    Code.Value value = x;
    for (int index = from; index < to; index++) {
      Part part = parts.get(index);
      value =
          part.layer() instanceof Linear linear && takesAnyOrder(index + 1)
              ? linear.writeInAnyOrder(code, part.self(self), value)
              : part.write(code, self, value);
    }
    return value;
  }

  /// Whether the next layer that is no function of each element takes the numbers of a matrix in
  /// any order; others would bring them into order first.
  private boolean takesAnyOrder(int from) {
    return parts.stream()
        .skip(from)
        .map(Part::layer)
        .filter(layer -> !(layer instanceof Activation || layer instanceof Dropout))
        .findFirst()
        .map(Linear.class::isInstance)
        .orElse(true);
  }
}
