package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;

/// The Euclidean norm of a list of tensors together, in one call.
public final class GradientNorm implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "GradientNorm",
          """
          class GradientNorm(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def norm(self: __torch__.GradientNorm, gradients: List[Tensor]) -> float:
              norms = torch.stack(torch._foreach_norm(gradients), 0)
              return float(torch.linalg_vector_norm(norms))
          """);

  private final PtSymbolBlock program;
  private final IValue argument;

  /// @param gradients that are measured each time, as they are by then
  public GradientNorm(TorchRuntime runtime, List<NamedArray> gradients) {
    this.program = runtime.load(PROGRAM);
    this.argument = NamedArray.list(gradients);
  }

  /// The norm now.
  public double measure() {
    try (IValue norm = IValueUtils.runMethod(program, "norm", argument)) {
      return norm.toDouble();
    }
  }

  @Override
  public void close() {
    argument.close();
    program.close();
  }
}
