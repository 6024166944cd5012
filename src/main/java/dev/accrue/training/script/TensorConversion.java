package dev.accrue.training.script;

import dev.accrue.format.TensorType;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;

/// Elements of safetensors files as elements of a model.
final class TensorConversion {

  private TensorConversion() {}

  /// The type in files that holds elements of this one as they are.
  static TensorType stored(ElementType type) {
    return switch (type) {
      case F32 -> TensorType.F32;
      case F64 -> TensorType.F64;
      case I64 -> TensorType.I64;
      case I32 -> TensorType.I32;
      case U8 -> TensorType.U8;
      case BOOL -> TensorType.BOOL;
    };
  }

  /// Whether numbers of a stored type may become numbers of that one: real ones become real ones,
  /// whole ones become whole ones.
  static boolean exists(TensorType from, ElementType to) {
    boolean real =
        switch (from) {
          case F64, F32, F16, BF16 -> true;
          case I64, I32, I16, I8, U8, BOOL -> false;
        };
    return switch (to) {
      case F32, F64 -> real;
      case I64, I32 -> !real && from != TensorType.BOOL;
      case U8, BOOL -> from == stored(to);
    };
  }

  /// Copies elements of a stored type as elements of that one.
  ///
  /// @throws ArithmeticException when a number does not fit
  static void convert(TensorType stored, ByteBuffer from, ElementType type, ByteBuffer to) {
    if (stored(type) == stored) {
      to.put(from);
      return;
    }
    while (from.hasRemaining()) {
      switch (type) {
        case F32 -> to.putFloat((float) real(stored, from));
        case F64 -> to.putDouble(real(stored, from));
        case I64 -> to.putLong(whole(stored, from));
        case I32 -> to.putInt(Math.toIntExact(whole(stored, from)));
        case U8, BOOL -> to.put(from.get());
      }
    }
  }

  private static double real(TensorType stored, ByteBuffer from) {
    return switch (stored) {
      case F64 -> from.getDouble();
      case F32 -> from.getFloat();
      case F16 -> Float.float16ToFloat(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      case I64, I32, I16, I8, U8, BOOL ->
          throw new IllegalStateException("no real type: " + stored);
    };
  }

  private static long whole(TensorType stored, ByteBuffer from) {
    return switch (stored) {
      case I64 -> from.getLong();
      case I32 -> from.getInt();
      case I16 -> from.getShort();
      case I8 -> from.get();
      case U8 -> from.get() & 0xff;
      case F64, F32, F16, BF16, BOOL -> throw new IllegalStateException("no whole type: " + stored);
    };
  }
}
