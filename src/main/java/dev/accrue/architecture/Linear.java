package dev.accrue.architecture;

import static dev.accrue.architecture.LayerTensor.kaimingUniform;
import static dev.accrue.architecture.LayerTensor.parameter;

import dev.accrue.architecture.LayerTensor.Initial;
import java.util.ArrayList;
import java.util.List;

/// `torch.nn.Linear`, over the last extent.
record Linear(long inputs, long outputs, boolean bias, Initial weight, Initial offset)
    implements Layer {

  private static final long WIDE = 1L << 19;
  private static final int MANY_SAMPLES = 32;

  Linear(long inputs, long outputs, boolean bias) {
    this(inputs, outputs, bias, kaimingUniform(inputs), kaimingUniform(inputs));
  }

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() == 0 || input.last() != inputs) {
      throw new ShapeMismatchException(
          "",
          "a linear layer of %d inputs got samples of shape %s".formatted(inputs, input.shape()),
          "put a flatten layer before it");
    }
    List<Long> shape = new ArrayList<>(input.shape());
    shape.set(shape.size() - 1, outputs);
    return input.with(shape);
  }

  @Override
  public List<LayerTensor> tensors() {
    LayerTensor matrix = parameter("weight", weight, outputs, inputs);
    return bias ? List.of(matrix, parameter("bias", offset, outputs)) : List.of(matrix);
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Code.Value input = code.forProduct(x);
    return code.like(input, plain(code, self, input));
  }

  private String plain(Code code, Code.Self self, Code.Value input) {
    return "torch.linear(%s, %s, %s)"
        .formatted(
            input.name(),
            code.forProduct(self, "weight"),
            bias ? code.forProduct(self, "bias") : "None");
  }

  /// Whether it has enough weights that it matters which factor of its product threads divide.
  private boolean isWide() {
    return Math.multiplyExact(inputs, outputs) >= WIDE;
  }

  /// The same for a layer before others that take numbers in any order: where several threads
  /// compute many samples it is the transposed product, `(W x^T)^T`, whose numbers lie in another
  /// order. oneMKL divides that among threads by rows of the weights, of which each then copies its
  /// own; in the plain one by samples, for which each copies all (docs/decisions/0064).
  Code.Value writeInAnyOrder(Code code, Code.Self self, Code.Value x) {
    if (!isWide() || !code.singleOnProcessor()) {
      return write(code, self, x);
    }
    String weight = code.forProduct(self, "weight");
    String transposed =
        bias
            ? "torch.addmm(torch.unsqueeze(%s, 1), %s, torch.t(%s))"
                .formatted(code.forProduct(self, "bias"), weight, x.name())
            : "torch.mm(%s, torch.t(%s))".formatted(weight, x.name());
    return code.either(
        "torch.__and__(torch.gt(self.threads, 1.), torch.__and__(torch.eq(torch.dim(%s), 2),"
                .formatted(x.name())
            + " torch.ge(torch.size(%s, 0), %d)))".formatted(x.name(), MANY_SAMPLES),
        "torch.t(%s)".formatted(transposed),
        plain(code, self, x));
  }
}
