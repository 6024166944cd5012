package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;

/// A copy of a model's buffers, all of them in one call each way.
final class BufferGuard implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "Copy",
          """
          class Copy(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def copy(self: __torch__.Copy, targets: List[Tensor], sources: List[Tensor]) -> int:
              torch._foreach_copy_(targets, sources)
              return torch.len(targets)
          """);

  private final boolean empty;
  private final PtSymbolBlock program;
  private final List<NamedArray> copies;
  private final IValue buffersArgument;
  private final IValue copiesArgument;

  BufferGuard(TorchRuntime runtime, List<NamedArray> buffers) {
    this.empty = buffers.isEmpty();
    this.program = runtime.load(PROGRAM);
    this.copies =
        buffers.stream()
            .map(buffer -> new NamedArray(buffer.name(), runtime.create(buffer.copy())))
            .toList();
    this.buffersArgument = NamedArray.list(buffers);
    this.copiesArgument = NamedArray.list(copies);
  }

  /// The copies, in the order of the buffers.
  List<NamedArray> copies() {
    return copies;
  }

  void remember() {
    copy(copiesArgument, buffersArgument);
  }

  void restore() {
    copy(buffersArgument, copiesArgument);
  }

  private void copy(IValue targets, IValue sources) {
    if (!empty) {
      IValueUtils.runMethod(program, "copy", targets, sources).close();
    }
  }

  @Override
  public void close() {
    buffersArgument.close();
    copiesArgument.close();
    copies.forEach(copy -> copy.array().close());
    program.close();
  }
}
