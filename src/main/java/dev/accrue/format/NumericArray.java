package dev.accrue.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// A row-major array of numbers in a mapped file; it may be larger than the heap.
public final class NumericArray {

  private final ElementKind kind;
  private final List<Long> shape;
  private final MemorySegment elements;
  private final ValueLayout.OfShort shorts;
  private final ValueLayout.OfInt ints;
  private final ValueLayout.OfLong longs;
  private final ValueLayout.OfFloat floats;
  private final ValueLayout.OfDouble doubles;

  /// Types of elements.
  public enum ElementKind {
    /// 0 to 255.
    UNSIGNED_BYTE(1),
    /// -128 to 127.
    SIGNED_BYTE(1),
    /// 16-bit integers.
    SHORT(2),
    /// 16-bit integers from 0.
    UNSIGNED_SHORT(2),
    /// 32-bit integers.
    INT(4),
    /// 32-bit integers from 0.
    UNSIGNED_INT(4),
    /// 64-bit integers.
    LONG(8),
    /// Half precision.
    HALF(2),
    /// Single precision.
    FLOAT(4),
    /// Double precision.
    DOUBLE(8);

    private final int bytes;

    ElementKind(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    /// Whether values of this type are whole numbers.
    public boolean isInteger() {
      return this != HALF && this != FLOAT && this != DOUBLE;
    }
  }

  NumericArray(ElementKind kind, List<Long> shape, ByteOrder order, MemorySegment elements) {
    this.kind = kind;
    this.shape = List.copyOf(shape);
    this.elements = elements;
    this.shorts = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    this.ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
    this.longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
    this.floats = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order);
    this.doubles = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order);
  }

  /// The type of the elements.
  public ElementKind kind() {
    return kind;
  }

  /// The extents, samples first.
  public List<Long> shape() {
    return shape;
  }

  /// How many samples.
  public int samples() {
    return Math.toIntExact(shape.getFirst());
  }

  /// Elements of one sample.
  public long elementsPerSample() {
    return shape.stream().skip(1).reduce(1L, Math::multiplyExact);
  }

  /// The element at this row-major place, 0 to 255.
  public int unsignedByte(long place) {
    return Byte.toUnsignedInt(elements.get(ValueLayout.JAVA_BYTE, place));
  }

  /// The elements from this row-major place on, each a signed byte that stands for an unsigned one.
  public void copyBytes(long place, byte[] into) {
    MemorySegment.copy(elements, ValueLayout.JAVA_BYTE, place, into, 0, into.length);
  }

  /// The element at this row-major place as a number.
  public double value(long place) {
    return switch (kind) {
      case UNSIGNED_BYTE -> unsignedByte(place);
      case SIGNED_BYTE -> elements.get(ValueLayout.JAVA_BYTE, place);
      case SHORT -> elements.get(shorts, 2 * place);
      case UNSIGNED_SHORT -> Short.toUnsignedInt(elements.get(shorts, 2 * place));
      case INT -> elements.get(ints, 4 * place);
      case UNSIGNED_INT -> Integer.toUnsignedLong(elements.get(ints, 4 * place));
      case LONG -> elements.get(longs, 8 * place);
      case HALF -> Float.float16ToFloat(elements.get(shorts, 2 * place));
      case FLOAT -> elements.get(floats, 4 * place);
      case DOUBLE -> elements.get(doubles, 8 * place);
    };
  }
}
