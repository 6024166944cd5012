package dev.accrue.training.script;

import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;

/// The element types of safetensors files, by their names there.
enum StoredType {
  /// IEEE double precision.
  F64(8, true),
  /// IEEE single precision.
  F32(4, true),
  /// IEEE half precision.
  F16(2, true),
  /// The upper half of single precision.
  BF16(2, true),
  /// 64-bit integers.
  I64(8, false),
  /// 32-bit integers.
  I32(4, false),
  /// 16-bit integers.
  I16(2, false),
  /// 8-bit integers.
  I8(1, false),
  /// Bytes.
  U8(1, false),
  /// Truth values.
  BOOL(1, false);

  private final int bytes;
  private final boolean real;

  StoredType(int bytes, boolean real) {
    this.bytes = bytes;
    this.real = real;
  }

  static StoredType of(ElementType type) {
    return switch (type) {
      case F32 -> F32;
      case F64 -> F64;
      case I64 -> I64;
      case I32 -> I32;
      case U8 -> U8;
      case BOOL -> BOOL;
    };
  }

  /// Bytes of one element.
  int bytes() {
    return bytes;
  }

  /// Whether numbers of this type may become numbers of that one: real ones become real ones, whole
  /// ones become whole ones.
  boolean convertsTo(ElementType type) {
    return switch (type) {
      case F32, F64 -> real;
      case I64, I32 -> !real && this != BOOL;
      case U8, BOOL -> this == of(type);
    };
  }

  /// Copies elements of this type as elements of that one.
  void convert(ByteBuffer from, ElementType type, ByteBuffer to) {
    if (of(type) == this) {
      to.put(from);
      return;
    }
    while (from.hasRemaining()) {
      switch (type) {
        case F32 -> to.putFloat((float) real(from));
        case F64 -> to.putDouble(real(from));
        case I64 -> to.putLong(whole(from));
        case I32 -> to.putInt(Math.toIntExact(whole(from)));
        case U8, BOOL -> to.put(from.get());
      }
    }
  }

  private double real(ByteBuffer from) {
    return switch (this) {
      case F64 -> from.getDouble();
      case F32 -> from.getFloat();
      case F16 -> Float.float16ToFloat(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      case I64, I32, I16, I8, U8, BOOL -> throw new IllegalStateException("no real type: " + this);
    };
  }

  private long whole(ByteBuffer from) {
    return switch (this) {
      case I64 -> from.getLong();
      case I32 -> from.getInt();
      case I16 -> from.getShort();
      case I8 -> from.get();
      case U8 -> from.get() & 0xff;
      case F64, F32, F16, BF16, BOOL -> throw new IllegalStateException("no whole type: " + this);
    };
  }
}
