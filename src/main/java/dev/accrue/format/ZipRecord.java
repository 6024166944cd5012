package dev.accrue.format;

import java.io.ByteArrayOutputStream;

/// Little-endian numbers and bytes, one after the other, as a zip's records are made of them.
final class ZipRecord {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A record that begins with this signature.
  static ZipRecord of(int signature) {
    return new ZipRecord().u32(signature);
  }

  ZipRecord u16(int value) {
    return number(value, Short.BYTES);
  }

  ZipRecord u32(long value) {
    return number(value, Integer.BYTES);
  }

  ZipRecord u64(long value) {
    return number(value, Long.BYTES);
  }

  private ZipRecord number(long value, int bytes) {
    for (int index = 0; index < bytes; index++) {
      out.write((int) (value >>> (8 * index)));
    }
    return this;
  }

  ZipRecord bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
