package dev.accrue.architecture;

import java.util.List;

/// Makes one vector of a sequence of vectors. Places behind a sample's length do not count.
record TakePlace(Which which, boolean variableLength) implements Layer {

  /// What is left.
  enum Which {
    /// The first place, where a class token stands.
    FIRST,
    /// The last one that is filled.
    LAST,
    /// The mean of those that are filled.
    MEAN
  }

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() != 2) {
      throw new ShapeMismatchException(
          "",
          "one place of samples of shape %s is not a vector".formatted(input.shape()),
          "it takes sequences of vectors");
    }
    return input.fixed(List.of(input.last()));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    if (which == Which.FIRST) {
      return code.like(x, "torch.select(%s, 1, 0)", x.name());
    }
    if (!variableLength) {
      return which == Which.LAST
          ? code.like(x, "torch.select(%s, 1, -1)", x.name())
          : code.like(x, "torch.mean(%s, [1])", x.name());
    }
    return which == Which.LAST ? last(code, x) : mean(code, x);
  }

  private static Code.Value last(Code code, Code.Value x) {
    Code.Value index =
        code.assign(false, "torch.reshape(torch.clamp(torch.sub(filled, 1), 0), [-1, 1, 1])");
    return code.like(
        x,
        "torch.squeeze(torch.gather(%s, 1, torch.expand(%s, [-1, 1, torch.size(%1$s, 2)])), 1)",
        x.name(),
        index.name());
  }

  private static Code.Value mean(Code code, Code.Value x) {
    Code.Value place =
        code.assign(
            false,
            "torch.arange(torch.size(%s, 1), dtype=4, layout=None, device=ops.prim.device(%1$s),"
                + " pin_memory=None)",
            x.name());
    Code.Value counts =
        code.assign(
            false,
            "torch.unsqueeze(torch.lt(torch.unsqueeze(%s, 0), torch.unsqueeze(filled, 1)), 2)",
            place.name());
    return code.like(
        x,
        "torch.div(torch.sum(torch.mul(%s, %s), [1]), torch.unsqueeze(torch.clamp(filled, 1), 1))",
        x.name(),
        counts.name());
  }
}
