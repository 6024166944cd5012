package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Copies of tensors in given memory of the host, made again and again: all of them in one call,
/// each on all threads of libtorch.
public final class HostCopy implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "HostCopy",
          """
          class HostCopy(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def copy(self: __torch__.HostCopy, targets: List[Tensor], \
          sources: List[Tensor]) -> int:
              torch._foreach_copy_(targets, sources)
              return torch.len(targets)
          """);

  private final PtSymbolBlock program;
  private final List<PtNDArray> targets = new ArrayList<>();
  private final IValue targetsArgument;
  private final IValue sourcesArgument;

  /// Makes no copy yet.
  ///
  /// @param sources at least one of which has an element
  /// @param memory for each of them, direct and in native order; it outlives this
  public HostCopy(TorchRuntime runtime, List<NamedArray> sources, List<ByteBuffer> memory) {
    this.program = runtime.load(PROGRAM);
    List<PtNDArray> filled = new ArrayList<>();
    for (int index = 0; index < sources.size(); index++) {
      PtNDArray source = sources.get(index).array();
      if (source.getShape().size() > 0) {
        filled.add(source);
        targets.add(runtime.inPlace(memory.get(index), source.getShape(), source.getDataType()));
      }
    }
    this.targetsArgument = MethodCall.list(targets);
    this.sourcesArgument = MethodCall.list(filled);
  }

  /// Copies the content as of now, row-major.
  public void take() {
    IValueUtils.runMethod(program, "copy", targetsArgument, sourcesArgument).close();
  }

  @Override
  public void close() {
    targetsArgument.close();
    sourcesArgument.close();
    targets.forEach(PtNDArray::close);
    program.close();
  }
}
