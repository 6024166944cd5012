package dev.accrue.training.model;

import dev.accrue.architecture.LayerTensor;
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
            case LayerTensor.Initial.Normal(double deviation) -> deviation * normal(draws);
            case LayerTensor.Initial.Constant(double constant) -> constant;
          };
      switch (elementType) {
        case F32 -> bytes.putFloat((float) value);
        case F64 -> bytes.putDouble(value);
        case I64 -> bytes.putLong((long) value);
        case I32, U8, BOOL ->
            throw new IllegalArgumentException("no layer has a tensor of type " + elementType);
      }
    }
    return new TensorValue(elementType, tensor.shape(), bytes.flip());
  }

  /// A draw from N(0, 1) (Box and Muller, 1958), by functions that are the same on every machine.
  private static double normal(Draws draws) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - draws.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * draws.nextDouble());
  }
}
