package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.accrue.training.memory.MemoryNeeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;

/// A tensor inside libtorch that lives as long as the model or the optimizer that it belongs to.
public record NamedArray(String name, PtNDArray array) {

  /// A copy of the content as of now, on the heap.
  public TensorValue copy() {
    try (NDManager passing = array.getManager().newSubManager();
        NDArray alias = array.stopGradient()) {
      // DJL gives a tensor's copy from a GPU to the tensor's own manager.
      alias.attach(passing);
      return new TensorValue(type(), shape(), alias.toByteBuffer(false));
    }
  }

  /// Writes the content as of now, little-endian and row-major, from where libtorch keeps it.
  public void writeTo(WritableByteChannel channel) throws IOException {
    try (NDManager passing = array.getManager().newSubManager();
        NDArray alias = array.stopGradient()) {
      // A tensor on a GPU or in another order is copied first, for as long as its alias is there.
      alias.attach(passing);
      for (ByteBuffer bytes = alias.toByteBuffer(true); bytes.hasRemaining(); ) {
        channel.write(bytes);
      }
    }
  }

  /// How large it is.
  public MemoryNeeds.Extent extent() {
    return new MemoryNeeds.Extent(name, shape(), array.getShape().size() * type().bytes());
  }

  /// The type of its elements.
  public ElementType type() {
    return ElementType.of(array.getDataType());
  }

  private List<Long> shape() {
    return Arrays.stream(array.getShape().getShape()).boxed().toList();
  }

  /// The arrays as an argument `List[Tensor]`; made once and used for many calls.
  static IValue list(List<NamedArray> arrays) {
    return MethodCall.list(arrays.stream().map(NamedArray::array).toList());
  }
}
