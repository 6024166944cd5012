package dev.accrue.training.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;

/// The way of samples from the memory of the host to a GPU. DJL's own waits until the GPU has done
/// all that it was given before: the next micro-batch would be prepared only then. From pinned
/// memory the GPU fetches for itself, in its turn.
final class Upload implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "Upload",
          """
          class Upload(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def forward(self: __torch__.Upload, near: List[Tensor], like: Tensor) -> List[Tensor]:
              far = annotate(List[Tensor], [])
              for i in range(torch.len(near)):
                pinned = torch.pin_memory(near[i], None)
                _0 = torch.append(far, torch.to(pinned, ops.prim.device(like), None, True))
              return far
          """);

  private final PtSymbolBlock program;
  private final PtNDArray like;
  private final IValue likeArgument;

  /// @param like any tensor on the GPU
  Upload(TorchRuntime runtime, PtNDArray like) {
    this.program = runtime.load(PROGRAM);
    this.like = like;
    this.likeArgument = IValue.from(like);
  }

  /// Copies, which are there when what is computed from them is. The arrays may be written to again
  /// at once.
  NDList move(NDList near, NDManager scope) {
    // Recording, since tensors of the inference mode cannot be kept for a backward.
    try (IValue argument = MethodCall.list(near)) {
      return MethodCall.run(program, "forward", scope, true, argument, likeArgument);
    }
  }

  @Override
  public void close() {
    likeArgument.close();
    like.close();
    program.close();
  }
}
