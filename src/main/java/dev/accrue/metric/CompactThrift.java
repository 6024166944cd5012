package dev.accrue.metric;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// A struct in Thrift's compact protocol
/// (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>). Fields
/// are given in the order of their ids.
final class CompactThrift {

  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int lastField;

  CompactThrift i32(int field, int value) {
    header(field, I32);
    varint(zigzag(value));
    return this;
  }

  CompactThrift i64(int field, long value) {
    header(field, I64);
    varint(zigzag(value));
    return this;
  }

  CompactThrift text(int field, String value) {
    header(field, BINARY);
    text(value);
    return this;
  }

  CompactThrift struct(int field, CompactThrift value) {
    header(field, STRUCT);
    out.writeBytes(value.bytes());
    return this;
  }

  CompactThrift i32s(int field, List<Integer> values) {
    return list(field, I32, values, value -> varint(zigzag(value)));
  }

  CompactThrift texts(int field, List<String> values) {
    return list(field, BINARY, values, this::text);
  }

  CompactThrift structs(int field, List<CompactThrift> values) {
    return list(field, STRUCT, values, value -> out.writeBytes(value.bytes()));
  }

  /// With the stop behind the last field.
  byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(out.size() + 1);
    whole.writeBytes(out.toByteArray());
    whole.write(0);
    return whole.toByteArray();
  }

  private <T> CompactThrift list(int field, int type, List<T> values, Consumer<T> element) {
    header(field, LIST);
    if (values.size() < 15) {
      out.write((values.size() << 4) | type);
    } else {
      out.write(0xf0 | type);
      varint(values.size());
    }
    values.forEach(element);
    return this;
  }

  private void header(int field, int type) {
    out.write(((field - lastField) << 4) | type);
    lastField = field;
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private void varint(long value) {
    Varint.write(out, value);
  }
}
