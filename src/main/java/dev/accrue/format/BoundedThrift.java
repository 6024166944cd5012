package dev.accrue.format;

import dev.hardwood.internal.thrift.ThriftCompactReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A reader of Thrift's compact protocol that believes no length: what is declared is compared with
/// the bytes that are left before memory is taken. The library's own reader takes whatever a footer
/// of a few bytes asks for.
final class BoundedThrift extends ThriftCompactReader {

  /// Elements of all lists together. Some take 60 bytes of memory and one in the file.
  private static final int MAX_ELEMENTS = 1 << 20;

  private static final int MAX_DEPTH = 16;
  private static final byte BOOLEAN_FALSE = 2;
  private static final byte MAP = 11;

  private final int bytes;
  private int elements;
  private int depth;

  /// @param buffer what to read, from its position to its limit
  BoundedThrift(ByteBuffer buffer) {
    super(buffer);
    this.bytes = buffer.remaining();
  }

  @Override
  public byte[] readBinary() throws IOException {
    long length = readVarint();
    if (length < 0 || length > left()) {
      throw new IOException("a text of %d bytes where %d are left".formatted(length, left()));
    }
    byte[] value = new byte[(int) length];
    readBytes(value);
    return value;
  }

  /// Lists of booleans, which no structure here has, take no bytes when they are skipped: a short
  /// file could keep its reader busy for hours.
  @Override
  public CollectionHeader readListHeader() throws IOException {
    CollectionHeader list = super.readListHeader();
    if (list.size() < 0 || list.size() > left() || list.size() > MAX_ELEMENTS - elements) {
      throw new IOException(
          "a list of %d elements where %d bytes are left".formatted(list.size(), left()));
    }
    if (list.size() > 0 && list.elementType() <= BOOLEAN_FALSE) {
      throw new IOException("a list of booleans");
    }
    elements += list.size();
    return list;
  }

  @Override
  public void skipField(byte type) throws IOException {
    if (type == MAP || depth == MAX_DEPTH) {
      throw new IOException("a structure that Parquet does not have");
    }
    depth++;
    super.skipField(type);
    depth--;
  }

  private int left() {
    return bytes - getBytesRead();
  }
}
