package dev.accrue.format;

/// The element types of safetensors files, by their names there.
public enum TensorType {
  /// IEEE double precision.
  F64(8),
  /// IEEE single precision.
  F32(4),
  /// IEEE half precision.
  F16(2),
  /// The upper half of single precision.
  BF16(2),
  /// 64-bit integers.
  I64(8),
  /// 32-bit integers.
  I32(4),
  /// 16-bit integers.
  I16(2),
  /// 8-bit integers.
  I8(1),
  /// Bytes.
  U8(1),
  /// Truth values.
  BOOL(1);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one element.
  public int bytes() {
    return bytes;
  }
}
