package dev.accrue.training.data;

import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;

/// Writes numbers in the precision of a model.
final class RealNumbers {

  private RealNumbers() {}

  static void put(double value, ElementType type, ByteBuffer into) {
    if (type == ElementType.F64) {
      into.putDouble(value);
    } else {
      into.putFloat((float) value);
    }
  }
}
