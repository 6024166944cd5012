package dev.accrue.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;

/// What the header of an array file says of the bytes behind it.
record ArrayBody(NumericArray.ElementKind kind, List<Long> shape, ByteOrder order, long offset) {

  private static final String FIX = "upload it again";

  /// Maps the elements, once the file is found to be as long as the header says.
  NumericArray map(FileChannel channel, String name) throws IOException {
    long bytes = bytes(name);
    long present = channel.size() - offset;
    if (present != bytes) {
      throw new FormatException(
          name,
          "its header announces %s of %s, %d bytes, but %d follow"
              .formatted(shape, kind, bytes, present),
          FIX);
    }
    return new NumericArray(
        kind,
        shape,
        order,
        channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes, Arena.ofAuto()));
  }

  private long bytes(String name) {
    try {
      for (int dimension = 0; dimension < shape.size(); dimension++) {
        if (shape.get(dimension) < 1) {
          throw new FormatException(
              name, "extent %d of its shape is %d".formatted(dimension, shape.get(dimension)), FIX);
        }
      }
      if (shape.getFirst() > Integer.MAX_VALUE) {
        throw new FormatException(
            name, shape.getFirst() + " samples are more than 2147483647", "split it");
      }
      return shape.stream().reduce((long) kind.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new FormatException(
          name, "its shape %s has more bytes than a file can have".formatted(shape), FIX);
    }
  }
}
