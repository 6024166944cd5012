package dev.accrue.architecture;

import dev.accrue.architecture.Activation.Function;
import dev.accrue.architecture.LayerTensor.Initial;
import java.util.List;

/// A pre-norm block: `x + attention(norm(x))`, then `x + mlp(norm(x))` with a hidden layer four
/// times as wide and the exact GELU (Radford et al., 2019). Names are torchvision's
/// `EncoderBlock`'s.
///
/// @param vision whether the hidden layers start as torchvision's: `xavier_uniform_`, biases from
///   N(0, 1e-6); otherwise as `torch.nn.Linear`
record TransformerBlock(Attention attention, double dropout, double epsilon, boolean vision)
    implements Layer {

  @Override
  public Sample output(Sample input) {
    return attention.output(input);
  }

  @Override
  public List<Part> parts() {
    long width = attention.width();
    return List.of(
        new Part("ln_1", new LayerNorm(width, epsilon)),
        new Part("self_attention", attention),
        new Part("", new Dropout(dropout)),
        new Part("ln_2", new LayerNorm(width, epsilon)),
        new Part(
            "mlp",
            Sequence.numbered(
                List.of(
                    linear(width, 4 * width),
                    new Activation(Function.GELU),
                    new Dropout(dropout),
                    linear(4 * width, width),
                    new Dropout(dropout)))));
  }

  private Linear linear(long inputs, long outputs) {
    return vision
        ? new Linear(
            inputs,
            outputs,
            true,
            LayerTensor.xavierUniform(inputs, outputs),
            new Initial.Normal(1e-6))
        : new Linear(inputs, outputs, true);
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    List<Part> parts = parts();
    Code.Value attended = x;
    for (Part part : parts.subList(0, 3)) {
      attended = part.write(code, self, attended);
    }
    Code.Value middle = code.add(x, attended);
    Code.Value hidden = middle;
    for (Part part : parts.subList(3, 5)) {
      hidden = part.write(code, self, hidden);
    }
    return code.add(middle, hidden);
  }
}
