package dev.accrue.training.torch;

import ai.djl.ndarray.types.DataType;
import dev.accrue.api.spec.Precision;
import java.util.Arrays;
import java.util.Optional;

/// The types that elements of a model's tensors have. The names are those of safetensors.
public enum ElementType {
  /// IEEE single precision.
  F32("FloatStorage", DataType.FLOAT32, Float.BYTES),
  /// IEEE double precision.
  F64("DoubleStorage", DataType.FLOAT64, Double.BYTES),
  /// 64-bit integers, for targets and counters.
  I64("LongStorage", DataType.INT64, Long.BYTES),
  /// 32-bit integers, in buffers of users' modules.
  I32("IntStorage", DataType.INT32, Integer.BYTES),
  /// Bytes, in buffers of users' modules.
  U8("ByteStorage", DataType.UINT8, Byte.BYTES),
  /// Truth values of one byte, in buffers of users' modules such as masks.
  BOOL("BoolStorage", DataType.BOOLEAN, Byte.BYTES);

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

  /// The type of a tensor inside libtorch.
  public static ElementType of(DataType dataType) {
    for (ElementType type : values()) {
      if (type.dataType == dataType) {
        return type;
      }
    }
    throw new IllegalArgumentException("no element type for " + dataType);
  }

  /// The type that a pickle names by a class of Python's `torch`, if it is one of these.
  public static Optional<ElementType> findByStorageClass(String storageClass) {
    return Arrays.stream(values()).filter(it -> it.storageClass.equals(storageClass)).findFirst();
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
