package dev.accrue.training.model;

import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.nio.ByteBuffer;

/// Weights before training, a function of the seed and each tensor's name. A model in single
/// precision starts from the rounded weights of the same model in double precision.
public record InitialWeights(long seed) implements LayeredModel.TensorSource {

  @Override
  public TensorValue value(String name, LayerTensor tensor, ElementType elementType) {
    ByteBuffer bytes = TensorValue.allocate(elementType, tensor.shape());
    Draws draws = Draws.of(seed, "initial weights of " + name);
    while (bytes.hasRemaining()) {
      double value =
          switch (tensor.initial()) {
            case LayerTensor.Initial.Uniform(double bound) -> bound * (2 * draws.nextDouble() - 1);
            case LayerTensor.Initial.Constant(double constant) -> constant;
          };
      switch (elementType) {
        case F32 -> bytes.putFloat((float) value);
        case F64 -> bytes.putDouble(value);
        case I64 -> bytes.putLong((long) value);
        case I32 -> bytes.putInt((int) value);
        case U8, BOOL -> bytes.put((byte) value);
      }
    }
    return new TensorValue(elementType, tensor.shape(), bytes.flip());
  }
}
