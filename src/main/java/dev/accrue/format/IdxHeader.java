package dev.accrue.format;

import dev.accrue.format.NumericArray.ElementKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The header of a file in the IDX format of MNIST: two zero bytes, a type, a rank, and the extents
/// as big-endian 32-bit integers. See http://yann.lecun.com/exdb/mnist/.
///
/// @param shape samples first
public record IdxHeader(ElementKind kind, List<Long> shape) {

  private static final int MAX_RANK = 8;

  public IdxHeader {
    shape = List.copyOf(shape);
  }

  /// Reads a header and leaves the stream behind it.
  ///
  /// @param name what to call the file in messages
  /// @throws FormatException when it is none
  public static IdxHeader read(InputStream stream, String name) throws IOException {
    byte[] start = stream.readNBytes(4);
    if (start.length < 4 || start[0] != 0 || start[1] != 0) {
      throw refuse(name, "it does not start with two zero bytes, a type and a rank");
    }
    ElementKind kind = kind(Byte.toUnsignedInt(start[2]), name);
    int rank = Byte.toUnsignedInt(start[3]);
    byte[] extents = rank > MAX_RANK ? new byte[0] : stream.readNBytes(4 * rank);
    if (rank < 1 || extents.length < 4 * rank) {
      throw refuse(
          name, "its rank is %d, not 1 to %d with as many extents".formatted(rank, MAX_RANK));
    }
    List<Long> shape = new ArrayList<>();
    for (int dimension = 0; dimension < rank; dimension++) {
      shape.add((long) ByteBuffer.wrap(extents).getInt(4 * dimension));
    }
    return new IdxHeader(kind, ArrayBody.checked(shape, kind, name));
  }

  private static ElementKind kind(int code, String name) {
    return switch (code) {
      case 0x08 -> ElementKind.UNSIGNED_BYTE;
      case 0x09 -> ElementKind.SIGNED_BYTE;
      case 0x0B -> ElementKind.SHORT;
      case 0x0C -> ElementKind.INT;
      case 0x0D -> ElementKind.FLOAT;
      case 0x0E -> ElementKind.DOUBLE;
      default ->
          throw refuse(
              name, "its element type 0x%02X is none of 08, 09, 0B, 0C, 0D, 0E".formatted(code));
    };
  }

  private static FormatException refuse(String name, String reason) {
    return new FormatException(name, "it is not a valid IDX file, " + reason, "upload it again");
  }

  /// The first extent.
  public long samples() {
    return shape.getFirst();
  }

  /// How long the header is.
  long headerBytes() {
    return 4 + 4L * shape.size();
  }

  /// How long a file with this header is.
  public long fileBytes() {
    return headerBytes() + shape.stream().reduce((long) kind.bytes(), Math::multiplyExact);
  }
}
