package dev.accrue.training.torch;

import ai.djl.ndarray.types.DataType;
import dev.accrue.api.spec.Precision;

/// The types that elements of a model's tensors have. The names are those of safetensors.
public enum ElementType {
  /// IEEE single precision.
  F32("FloatStorage", DataType.FLOAT32, Float.BYTES),
  /// IEEE double precision.
  F64("DoubleStorage", DataType.FLOAT64, Double.BYTES),
  /// 64-bit integers, for targets and counters.
  I64("LongStorage", DataType.INT64, Long.BYTES);

  private final String storageClass;
  private final DataType dataType;
  private final int bytes;

  ElementType(String storageClass, DataType dataType, int bytes) {
    this.storageClass = storageClass;
    this.dataType = dataType;
    this.bytes = bytes;
  }

  /// The type in which a model of this precision computes.
  public static ElementType of(Precision precision) {
    return switch (precision) {
      case FP32, BF16 -> F32;
      case FP64 -> F64;
    };
  }

  static ElementType of(DataType dataType) {
    for (ElementType type : values()) {
      if (type.dataType == dataType) {
        return type;
      }
    }
    throw new IllegalArgumentException("no element type for " + dataType);
  }

  /// The class in Python's `torch` that names this type in a pickle.
  String storageClass() {
    return storageClass;
  }

  /// The type in DJL.
  public DataType dataType() {
    return dataType;
  }

  /// Bytes of one element.
  public int bytes() {
    return bytes;
  }
}
