package dev.accrue.dataset;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// The header of a file in the IDX format: two zero bytes, the element's type, the rank, and one
/// big-endian 32-bit extent for each dimension. See the end of http://yann.lecun.com/exdb/mnist/.
///
/// @param shape samples first
record IdxHeader(List<Long> shape) {

  private static final int UNSIGNED_BYTE = 0x08;
  private static final int MAX_RANK = 8;

  /// Reads the header and leaves the stream behind it.
  ///
  /// @throws IOException when it is no header of unsigned bytes
  static IdxHeader read(InputStream stream) throws IOException {
    DataInputStream data = new DataInputStream(stream);
    int magic = data.readInt();
    int rank = magic & 0xff;
    if (magic >>> 8 != UNSIGNED_BYTE || rank == 0 || rank > MAX_RANK) {
      throw new IOException(
          "not an IDX file of unsigned bytes: it begins with %08x".formatted(magic));
    }
    List<Long> shape = new ArrayList<>();
    for (int dimension = 0; dimension < rank; dimension++) {
      int extent = data.readInt();
      if (extent <= 0) {
        throw new IOException("dimension %d has extent %d".formatted(dimension, extent));
      }
      shape.add((long) extent);
    }
    return new IdxHeader(List.copyOf(shape));
  }

  long samples() {
    return shape.getFirst();
  }

  /// What a file with this header is long.
  long fileBytes() {
    return 4 + 4L * shape.size() + shape.stream().reduce(1L, Math::multiplyExact);
  }
}
