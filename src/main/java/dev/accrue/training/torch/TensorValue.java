package dev.accrue.training.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// A tensor's content outside of libtorch.
///
/// @param shape outermost dimension first; empty for a scalar
/// @param bytes little-endian, row-major, position 0; read only
public record TensorValue(ElementType type, List<Long> shape, ByteBuffer bytes) {

  public TensorValue {
    shape = List.copyOf(shape);
    bytes = bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long expected = elements(shape) * type.bytes();
    if (bytes.remaining() != expected) {
      throw new IllegalArgumentException(
          "a tensor of shape %s and type %s has %d bytes, got %d"
              .formatted(shape, type, expected, bytes.remaining()));
    }
  }

  /// Bytes to be filled for a tensor of this shape and type.
  public static ByteBuffer allocate(ElementType type, List<Long> shape) {
    long size = Math.multiplyExact(elements(shape), (long) type.bytes());
    return ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The bytes from the first to the last, with a position of their own.
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// How many elements there are.
  public long elements() {
    return elements(shape);
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
