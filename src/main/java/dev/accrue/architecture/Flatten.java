package dev.accrue.architecture;

import java.util.List;

/// `torch.nn.Flatten`: each sample becomes a vector.
record Flatten() implements Layer {
  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.variableLength()) {
      throw new ShapeMismatchException(
          "",
          "flatten got sequences of %s".formatted(input.tokens() ? "tokens" : "varying length"),
          "put an embedding before it, or summarise places with mean or last");
    }
    return input.with(List.of(input.elements()));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    return code.like(x, "torch.flatten(%s, 1, -1)", x.name());
  }
}
