package dev.accrue.training.torch;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;

/// A backward from the sum of all elements of some outputs: shows that a model has one.
public final class SumBackward implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "SumBackward",
          """
          class SumBackward(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def forward(self: __torch__.SumBackward, outputs: List[Tensor]) -> Tensor:
              sums = annotate(List[Tensor], [])
              for i in range(torch.len(outputs)):
                _0 = torch.append(sums, torch.sum(outputs[i]))
              torch.autograd.backward(sums)
              return torch.tensor(0.)
          """);

  private final PtSymbolBlock program;

  /// Loads the program.
  public SumBackward(TorchRuntime runtime) {
    this.program = runtime.load(PROGRAM);
  }

  /// Adds to the gradients. Fails where an output does not depend on any parameter.
  public void run(NDList outputs) {
    try (IValue argument = MethodCall.list(outputs)) {
      MethodCall.run(program, "forward", outputs.getFirst().getManager(), true, argument);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
