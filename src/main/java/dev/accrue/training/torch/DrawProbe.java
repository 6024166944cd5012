package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;

/// Finds out whether something drew from libtorch's generator: then the next number is another one
/// than the first after the seed. It holds for every program, whatever its layers are called.
public final class DrawProbe implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "DrawProbe",
          """
          class DrawProbe(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def draw(self: __torch__.DrawProbe, like: Tensor) -> float:
              return float(torch.rand([1], dtype=7, layout=None, \
          device=ops.prim.device(like)))
          """);

  private final TorchRuntime runtime;
  private final PtSymbolBlock program;
  private final IValue like;

  /// @param model on whose device draws are made
  public DrawProbe(TorchRuntime runtime, TrainableModel model) {
    this.runtime = runtime;
    this.program = runtime.load(PROGRAM);
    this.like = IValue.from(model.parameters().getFirst().array());
  }

  /// Whether anything was drawn since the generator got this seed; leaves it seeded and used.
  public boolean drewSince(long seed) {
    double next = draw();
    runtime.seed(seed);
    return next != draw();
  }

  private double draw() {
    try (IValue value = IValueUtils.runMethod(program, "draw", like)) {
      return value.toDouble();
    }
  }

  @Override
  public void close() {
    like.close();
    program.close();
  }
}
