package dev.accrue.format;

import dev.accrue.format.NumericArray.ElementKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;

/// What the header of an array file says of the bytes behind it.
record ArrayBody(ElementKind kind, List<Long> shape, ByteOrder order, long offset) {

  private static final String FIX = "upload it again";

  /// Maps the elements, once the file is found to be as long as the header says.
  NumericArray map(FileChannel channel, String name) throws IOException {
    long bytes = bytes(checked(shape, kind, name), kind);
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

  /// A shape that an array in a file may have.
  static List<Long> checked(List<Long> shape, ElementKind kind, String name) {
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
    try {
      bytes(shape, kind);
      return shape;
    } catch (ArithmeticException e) {
      throw new FormatException(
          name, "its shape %s has more bytes than a file can have".formatted(shape), FIX);
    }
  }

  private static long bytes(List<Long> shape, ElementKind kind) {
    return shape.stream().reduce((long) kind.bytes(), Math::multiplyExact);
  }
}
