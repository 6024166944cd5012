package dev.accrue.format;

import dev.accrue.format.NumericArray.ElementKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Reads the IDX format of MNIST: two zero bytes, a type, a rank, the extents as big-endian 32-bit
/// integers, and the big-endian elements, row-major. See http://yann.lecun.com/exdb/mnist/.
public final class IdxArrays {

  private static final int MAX_RANK = 8;
  private static final String FIX = "upload it again";

  private IdxArrays() {}

  /// Opens a file and checks that its header is true.
  ///
  /// @param name what to call the file in messages
  /// @throws FormatException when the content is not an IDX array
  public static NumericArray open(Path file, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(4 + 4 * MAX_RANK).order(ByteOrder.BIG_ENDIAN);
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // read on: a channel may return less than asked for
      }
      header.flip();
      if (header.remaining() < 4 || header.getShort(0) != 0) {
        throw refuse(name, "it does not start with two zero bytes, a type and a rank");
      }
      ElementKind kind = kind(Byte.toUnsignedInt(header.get(2)), name);
      int rank = Byte.toUnsignedInt(header.get(3));
      List<Long> shape = shape(header, rank, name);
      return new ArrayBody(kind, shape, ByteOrder.BIG_ENDIAN, 4L + 4L * rank).map(channel, name);
    }
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

  private static List<Long> shape(ByteBuffer header, int rank, String name) {
    if (rank < 1 || rank > MAX_RANK || header.remaining() < 4 + 4 * rank) {
      throw refuse(
          name, "its rank is %d, not 1 to %d with as many extents".formatted(rank, MAX_RANK));
    }
    List<Long> shape = new ArrayList<>();
    for (int dimension = 0; dimension < rank; dimension++) {
      shape.add((long) header.getInt(4 + 4 * dimension));
    }
    return shape;
  }

  private static FormatException refuse(String name, String reason) {
    return new FormatException(name, "it is not a valid IDX file, " + reason, FIX);
  }
}
