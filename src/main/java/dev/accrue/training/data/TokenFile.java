package dev.accrue.training.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Tokens in a mapped file, one or two bytes each; it may be larger than the heap.
///
/// @param width bytes of a token
/// @param vocabulary tokens are numbered from 0 to one less
record TokenFile(MemorySegment tokens, int width, int vocabulary) {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Maps a file, of whose bytes each is a token.
  static TokenFile ofBytes(Path file) throws IOException {
    return new TokenFile(map(file), 1, 256);
  }

  /// Maps a file of 16-bit little-endian tokens.
  static TokenFile ofShorts(Path file, int vocabulary) throws IOException {
    return new TokenFile(map(file), Short.BYTES, vocabulary);
  }

  static MemorySegment map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    }
  }

  /// How many.
  long size() {
    return tokens.byteSize() / width;
  }

  /// The token at a place.
  int at(long place) {
    return width == 1
        ? Byte.toUnsignedInt(tokens.get(ValueLayout.JAVA_BYTE, place))
        : Short.toUnsignedInt(tokens.get(SHORT, 2 * place));
  }
}
