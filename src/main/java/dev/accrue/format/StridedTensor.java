package dev.accrue.format;

import java.nio.ByteBuffer;
import java.util.List;

/// Where a tensor's elements lie in a storage that may hold more than this tensor, and in another
/// order than row by row.
///
/// @param elementBytes of one element
/// @param offset of the first element in the storage, in elements
/// @param strides in elements, one per dimension
public record StridedTensor(int elementBytes, long offset, List<Long> shape, List<Long> strides) {

  public StridedTensor {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /// The bytes of all elements.
  ///
  /// @throws ArithmeticException when there can be no such tensor
  public long sizeBytes() {
    return shape.stream().reduce((long) elementBytes, Math::multiplyExact);
  }

  /// Whether its elements, row by row, are all that a storage of this size holds.
  public boolean fills(long storageBytes) {
    long stride = 1;
    for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
      if (shape.get(dimension) != 1 && strides.get(dimension) != stride) {
        return false;
      }
      stride *= shape.get(dimension);
    }
    return offset == 0 && sizeBytes() == storageBytes;
  }

  /// Writes the elements, given row by row, to where they lie in the storage.
  public void scatter(ByteBuffer rowMajor, ByteBuffer storage) {
    walk((ordinal, at) -> storage.put(at, rowMajor, rowMajor.position() + ordinal, elementBytes));
  }

  /// Reads the elements from where they lie in the storage, row by row.
  public void gather(ByteBuffer storage, ByteBuffer rowMajor) {
    walk((ordinal, at) -> rowMajor.put(rowMajor.position() + ordinal, storage, at, elementBytes));
  }

  @FunctionalInterface
  private interface Step {
    void at(int rowMajorByte, int storageByte);
  }

  private void walk(Step step) {
    long elements = sizeBytes() / elementBytes;
    long[] index = new long[shape.size()];
    for (long ordinal = 0; ordinal < elements; ordinal++) {
      long at = offset;
      for (int dimension = 0; dimension < index.length; dimension++) {
        at += index[dimension] * strides.get(dimension);
      }
      step.at(Math.toIntExact(ordinal * elementBytes), Math.toIntExact(at * elementBytes));
      advance(index);
    }
  }

  private void advance(long[] index) {
    for (int dimension = index.length - 1; dimension >= 0; dimension--) {
      if (++index[dimension] < shape.get(dimension)) {
        return;
      }
      index[dimension] = 0;
    }
  }
}
