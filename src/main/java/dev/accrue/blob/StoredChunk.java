package dev.accrue.blob;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A chunk as it is stored. The blob's SHA-256 says whether all of it is right; the chunk's
/// checksum says where it is not, before a byte of it is passed on.
final class StoredChunk {

  private final int place;
  private final byte[] bytes;
  private final @Nullable Integer crc32c;

  /// A chunk and its checksum.
  ///
  /// @param place among the chunks that were asked for, from 1
  /// @param crc32c null for chunks of versions that kept none, and for those of objects
  StoredChunk(int place, byte[] bytes, @Nullable Integer crc32c) {
    this.place = place;
    this.bytes = bytes;
    this.crc32c = crc32c;
  }

  byte[] bytes() {
    return bytes;
  }

  int place() {
    return place;
  }

  boolean hasChecksum() {
    return crc32c != null;
  }

  boolean sound() {
    return crc32c == null || crc32c == crc32c(bytes);
  }

  static int crc32c(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
