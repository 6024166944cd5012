package dev.accrue.training.script;

import dev.accrue.format.TensorType;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Tensors whose element type is known by its name in safetensors.
public final class StoredTensors {

  private StoredTensors() {}

  /// Whether elements of the type can become elements of that one.
  public static boolean converts(String dtype, ElementType type) {
    return Arrays.stream(TensorType.values())
        .anyMatch(stored -> stored.name().equals(dtype) && TensorConversion.exists(stored, type));
  }

  /// A tensor with its elements converted.
  ///
  /// @param bytes little-endian, row-major
  public static TensorValue convert(
      String dtype, List<Long> shape, ByteBuffer bytes, ElementType type) {
    TensorType stored = TensorType.valueOf(dtype);
    ByteBuffer value = TensorValue.allocate(type, shape);
    try {
      TensorConversion.convert(
          stored, bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN), type, value);
    } catch (ArithmeticException e) {
      throw new TrainingRefusedException(
          "a number of type %s does not fit %s".formatted(dtype, type));
    }
    return new TensorValue(type, shape, value.flip());
  }
}
