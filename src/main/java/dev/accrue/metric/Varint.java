package dev.accrue.metric;

import java.io.ByteArrayOutputStream;

/// Whole numbers in as few bytes as they need, seven bits in each, the lowest first: as Thrift's
/// compact protocol and Protocol Buffers write them.
final class Varint {

  private Varint() {}

  static void write(ByteArrayOutputStream to, long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      to.write((int) ((rest & 0x7f) | 0x80));
    }
    to.write((int) rest);
  }
}
