package dev.accrue.training.data;

import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// An array in the IDX format of MNIST: two zero bytes, a type, a rank, the extents as big-endian
/// 32-bit integers, and the big-endian elements, row-major. The file is mapped, not read: it may be
/// larger than the heap.
public final class IdxFile {

  private static final int MAX_RANK = 8;

  private final ElementKind kind;
  private final List<Long> shape;
  private final MemorySegment elements;

  /// The types of elements that the format knows.
  public enum ElementKind {
    /// 0 to 255.
    UNSIGNED_BYTE(0x08, 1),
    /// -128 to 127.
    SIGNED_BYTE(0x09, 1),
    /// 16-bit integers.
    SHORT(0x0B, 2),
    /// 32-bit integers.
    INT(0x0C, 4),
    /// Single precision.
    FLOAT(0x0D, 4),
    /// Double precision.
    DOUBLE(0x0E, 8);

    private final int code;
    private final int bytes;

    ElementKind(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    /// Whether values of this type are whole numbers.
    public boolean isInteger() {
      return this != FLOAT && this != DOUBLE;
    }
  }

  private IdxFile(ElementKind kind, List<Long> shape, MemorySegment elements) {
    this.kind = kind;
    this.shape = shape;
    this.elements = elements;
  }

  /// Opens a file and checks that its header is true.
  ///
  /// @param name what to call the file in messages
  /// @throws TrainingRefusedException when the content is not an IDX array
  public static IdxFile open(Path file, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long length = channel.size();
      ByteBuffer header = readHeader(channel, name);
      ElementKind kind = kind(header, name);
      int rank = Byte.toUnsignedInt(header.get(3));
      List<Long> shape = shape(header, rank, name);
      long headerBytes = 4L + 4L * rank;
      long elementBytes = elementBytes(shape, kind, name);
      if (length - headerBytes != elementBytes) {
        throw refuse(
            name,
            "its header announces %s of %s, %d bytes, but %d follow"
                .formatted(shape, kind, elementBytes, length - headerBytes));
      }
      MemorySegment elements =
          channel.map(FileChannel.MapMode.READ_ONLY, headerBytes, elementBytes, Arena.ofAuto());
      return new IdxFile(kind, shape, elements);
    }
  }

  private static ByteBuffer readHeader(FileChannel channel, String name) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * MAX_RANK).order(ByteOrder.BIG_ENDIAN);
    while (header.hasRemaining() && channel.read(header) >= 0) {
      // read on: a channel may return less than asked for
    }
    header.flip();
    if (header.remaining() < 4 || header.getShort(0) != 0) {
      throw refuse(name, "it does not start with two zero bytes, a type and a rank");
    }
    return header;
  }

  private static ElementKind kind(ByteBuffer header, String name) {
    int code = Byte.toUnsignedInt(header.get(2));
    for (ElementKind kind : ElementKind.values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw refuse(name, "its element type 0x%02X is none of 08, 09, 0B, 0C, 0D, 0E".formatted(code));
  }

  private static List<Long> shape(ByteBuffer header, int rank, String name) {
    if (rank < 1 || rank > MAX_RANK || header.remaining() < 4 + 4 * rank) {
      throw refuse(
          name, "its rank is %d, not 1 to %d with as many extents".formatted(rank, MAX_RANK));
    }
    List<Long> shape = new ArrayList<>();
    for (int dimension = 0; dimension < rank; dimension++) {
      long extent = header.getInt(4 + 4 * dimension);
      if (extent < 1) {
        throw refuse(name, "extent %d of its shape is %d".formatted(dimension, extent));
      }
      shape.add(extent);
    }
    return List.copyOf(shape);
  }

  private static long elementBytes(List<Long> shape, ElementKind kind, String name) {
    try {
      return shape.stream().reduce((long) kind.bytes, Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw refuse(name, "its shape %s has more bytes than a file can have".formatted(shape));
    }
  }

  private static TrainingRefusedException refuse(String name, String reason) {
    return new TrainingRefusedException(
        "%s is not a valid IDX file: %s; upload it again".formatted(name, reason));
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
  int unsignedByte(long place) {
    return Byte.toUnsignedInt(elements.get(ValueLayout.JAVA_BYTE, place));
  }

  /// The element at this row-major place as a number.
  double value(long place) {
    return switch (kind) {
      case UNSIGNED_BYTE -> unsignedByte(place);
      case SIGNED_BYTE -> elements.get(ValueLayout.JAVA_BYTE, place);
      case SHORT -> elements.get(BIG_ENDIAN_SHORT, 2 * place);
      case INT -> elements.get(BIG_ENDIAN_INT, 4 * place);
      case FLOAT -> elements.get(BIG_ENDIAN_FLOAT, 4 * place);
      case DOUBLE -> elements.get(BIG_ENDIAN_DOUBLE, 8 * place);
    };
  }

  private static final ValueLayout.OfShort BIG_ENDIAN_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BIG_ENDIAN_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfFloat BIG_ENDIAN_FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfDouble BIG_ENDIAN_DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
}
