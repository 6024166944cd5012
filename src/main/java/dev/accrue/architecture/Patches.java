package dev.accrue.architecture;

import dev.accrue.architecture.LayerTensor.Initial;
import java.util.List;

/// Cuts images into square patches and gives each a vector: a convolution whose stride is its
/// kernel, then places in rows. At first drawn as in torchvision, with deviation `1 / sqrt(fanIn)`
/// (its `trunc_normal_` cuts at 2, many deviations away) and bias 0.
///
/// @param setting what the patch is called in the spec
record Patches(long channels, long patch, long width, String setting) implements Layer {
  @Override
  public Sample output(Sample input) {
    boolean images = !input.tokens() && input.rank() == 3 && input.shape().getFirst() == channels;
    if (!images || input.shape().get(1) % patch != 0 || input.shape().get(2) % patch != 0) {
      throw new ShapeMismatchException(
          setting,
          "patches of %dx%1$d do not cut samples of shape %s".formatted(patch, input.shape()),
          "write a divisor of height and width");
    }
    long places = (input.shape().get(1) / patch) * (input.shape().get(2) / patch);
    return input.with(List.of(places, width));
  }

  @Override
  public List<LayerTensor> tensors() {
    Initial initial = new Initial.Normal(1 / Math.sqrt((double) channels * patch * patch));
    return List.of(
        LayerTensor.parameter("weight", initial, width, channels, patch, patch),
        LayerTensor.parameter("bias", LayerTensor.constant(0), width));
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    Conv2d convolution =
        new Conv2d(channels, width, patch, patch, 0, 1, true, new Initial.Constant(0));
    Code.Value cut = code.convolution(convolution, self, x);
    return code.like(cut, "torch.transpose(torch.flatten(%s, 2, -1), 1, 2)", cut.name());
  }
}
