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
    Code.Value value = x;
    for (Part part : parts) {
      value = part.write(code, self, value);
    }
    return value;
  }
}
