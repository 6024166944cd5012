package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.accrue.training.memory.MemoryNeeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// A tensor inside libtorch that lives as long as the model or the optimizer that it belongs to.
public record NamedArray(String name, PtNDArray array) {

  /// A copy of the content as of now.
  public TensorValue copy() {
    ByteBuffer bytes = array.toByteBuffer(false);
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new TensorValue(ElementType.of(array.getDataType()), shape, bytes);
  }

  /// How large it is.
  public MemoryNeeds.Extent extent() {
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    long bytes = array.getShape().size() * ElementType.of(array.getDataType()).bytes();
    return new MemoryNeeds.Extent(name, shape, bytes);
  }

  /// The arrays as an argument `List[Tensor]`; made once and used for many calls.
  static IValue list(List<NamedArray> arrays) {
    return IValue.listFrom(arrays.stream().map(NamedArray::array).toArray(PtNDArray[]::new));
  }
}
