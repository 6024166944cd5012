package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;

/// One backward from several losses: what `sum(losses).backward()` does in PyTorch. Shared parts of
/// their graphs are gone through once.
public final class JointBackward implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "JointBackward",
          """
          class JointBackward(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def run(self: __torch__.JointBackward, losses: List[Tensor]) -> int:
              torch.autograd.backward(losses)
              return torch.len(losses)
          """);

  private final PtSymbolBlock program;

  /// Loads the program.
  public JointBackward(TorchRuntime runtime) {
    this.program = runtime.load(PROGRAM);
  }

  /// Adds the gradient of the losses' sum.
  ///
  /// @param losses scalars, at least one of which needs a gradient
  public void run(List<NDArray> losses) {
    PtNDArray[] roots = losses.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new);
    try (IValue argument = IValue.listFrom(roots)) {
      IValueUtils.runMethod(program, "run", argument).close();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
