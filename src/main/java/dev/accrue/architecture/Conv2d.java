package dev.accrue.architecture;

import static dev.accrue.architecture.LayerTensor.kaimingUniform;
import static dev.accrue.architecture.LayerTensor.parameter;

import dev.accrue.architecture.LayerTensor.Initial;
import java.util.List;

/// `torch.nn.Conv2d` with a square kernel.
///
/// @param bias false where a BatchNorm follows, which would cancel it
record Conv2d(
    long inputs,
    long outputs,
    long kernel,
    long stride,
    long padding,
    long groups,
    boolean bias,
    Initial weight)
    implements Layer {

  static Conv2d of(
      long inputs, long outputs, long kernel, long stride, long padding, long groups, boolean b) {
    Initial initial = kaimingUniform(Math.max(1, inputs / groups) * kernel * kernel);
    return new Conv2d(inputs, outputs, kernel, stride, padding, groups, b, initial);
  }

  /// torchvision's: `kaiming_normal_` with `fan_out` and ReLU has the deviation `sqrt(2 / (outputs
  /// kernel^2))` (torchvision/models/resnet.py).
  static Conv2d ofResNet(long inputs, long outputs, long kernel, long stride) {
    Initial initial = new Initial.Normal(Math.sqrt(2.0 / (outputs * kernel * kernel)));
    return new Conv2d(inputs, outputs, kernel, stride, kernel / 2, 1, false, initial);
  }

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() != 3 || input.shape().getFirst() != inputs) {
      throw new ShapeMismatchException(
          "",
          "a convolution of %d channels got samples of shape %s".formatted(inputs, input.shape()),
          "it takes images of shape [%d, height, width]".formatted(inputs));
    }
    if (inputs % groups != 0 || outputs % groups != 0) {
      throw new ShapeMismatchException(
          "groups",
          "%d groups do not divide %d inputs and %d outputs".formatted(groups, inputs, outputs),
          "write a divisor of both");
    }
    long height = after(input.shape().get(1));
    long width = after(input.shape().get(2));
    if (height < 1 || width < 1) {
      throw new ShapeMismatchException(
          "kernel",
          "a kernel of %d is larger than samples of shape %s".formatted(kernel, input.shape()),
          "write a smaller kernel or more padding");
    }
    return input.with(List.of(outputs, height, width));
  }

  private long after(long extent) {
    return Math.floorDiv(extent + 2 * padding - kernel, stride) + 1;
  }

  @Override
  public List<LayerTensor> tensors() {
    long perGroup = inputs / groups;
    LayerTensor kernels = parameter("weight", weight, outputs, perGroup, kernel, kernel);
    Initial offset = kaimingUniform(perGroup * kernel * kernel);
    return bias ? List.of(kernels, parameter("bias", offset, outputs)) : List.of(kernels);
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    return code.convolution(this, self, x);
  }
}
