package dev.accrue.architecture;

import static dev.accrue.architecture.LayerTensor.constant;
import static dev.accrue.architecture.LayerTensor.kaimingUniform;
import static dev.accrue.architecture.LayerTensor.parameter;

import java.util.List;

/// Self-attention of several heads (Vaswani et al., 2017) by libtorch's
/// `scaled_dot_product_attention`, with the tensors of `torch.nn.MultiheadAttention`:
/// `xavier_uniform_` for `in_proj_weight` (query, key and value), biases 0, and `Linear`'s default
/// for `out_proj.weight`.
///
/// @param causal whether a place sees only those before it and itself
/// @param masked whether places behind a sample's length must not be seen
record Attention(long width, long heads, boolean causal, double dropout, boolean masked)
    implements Layer {

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() != 2 || input.last() != width) {
      throw new ShapeMismatchException(
          "",
          "attention of width %d got samples of shape %s".formatted(width, input.shape()),
          "it takes sequences of vectors [places, %d]".formatted(width));
    }
    if (width % heads != 0) {
      throw new ShapeMismatchException(
          "heads",
          "%d heads do not divide the width %d".formatted(heads, width),
          "write a divisor of %d".formatted(width));
    }
    return input;
  }

  @Override
  public List<LayerTensor> tensors() {
    return List.of(
        parameter("in_proj_weight", LayerTensor.xavierUniform(width, 3 * width), 3 * width, width),
        parameter("in_proj_bias", constant(0), 3 * width));
  }

  @Override
  public List<Part> parts() {
    return List.of(
        new Part("out_proj", new Linear(width, width, true, kaimingUniform(width), constant(0))));
  }

  @Override
  public boolean draws() {
    return dropout > 0;
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.forProduct(x);
    Code.Value projected =
        code.like(
            input,
            "torch.chunk(torch.linear(%s, %s, %s), 3, -1)",
            input.name(),
            code.forProduct(self, "in_proj_weight"),
            code.forProduct(self, "in_proj_bias"));
    Code.Value mixed =
        code.like(
            projected,
            "torch.scaled_dot_product_attention(%s, %s, %s, %s, %s, %s)",
            heads(projected, 0, input),
            heads(projected, 1, input),
            heads(projected, 2, input),
            masked && !causal ? mask(code, input) : "None",
            dropout(code),
            causal ? "True" : "False");
    Code.Value joined =
        code.like(
            mixed,
            "torch.reshape(torch.transpose(%s, 1, 2), [torch.size(%s, 0), torch.size(%2$s, 1),"
                + " %d])",
            mixed.name(),
            input.name(),
            width);
    return parts().getFirst().write(code, self, joined);
  }

  /// One of the projections as `[samples, heads, places, width of a head]`. Cut by `chunk`, whose
  /// backward writes the three gradients beside each other once: `select` would add up three
  /// tensors as large as all of them.
  private String heads(Code.Value projected, int index, Code.Value input) {
    return "torch.transpose(torch.reshape(%s[%d], [torch.size(%s, 0), torch.size(%3$s, 1), %d, %d]), 1, 2)"
        .formatted(projected.name(), index, input.name(), heads, width / heads);
  }

  private String dropout(Code code) {
    if (dropout == 0) {
      return "0.";
    }
    code.line("dropped = 0.");
    code.line("if self.training:");
    code.line("  dropped = %s".formatted(dropout));
    return "dropped";
  }

  /// `[samples, 1, 1, places]`, true where a place is filled. A causal place that is filled sees
  /// filled ones only, and what the others see does not matter.
  private static String mask(Code code, Code.Value x) {
    Code.Value place =
        code.assign(
            false,
            "torch.arange(torch.size(%s, 1), dtype=4, layout=None, device=ops.prim.device(%1$s),"
                + " pin_memory=None)",
            x.name());
    return code.assign(
            false,
            "torch.lt(torch.reshape(%s, [1, 1, 1, -1]), torch.reshape(filled, [-1, 1, 1, 1]))",
            place.name())
        .name();
  }
}
