package dev.accrue.architecture;

import dev.accrue.api.spec.ModelSpec;
import dev.accrue.architecture.Activation.Function;
import dev.accrue.architecture.Layer.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Residual networks (He et al., 2016) with torchvision's topology, names and initial values: a
/// bottleneck has its stride on the 3x3 convolution, and convolutions start from `kaiming_normal_`
/// with `fan_out` (torchvision/models/resnet.py), which is not `torch.nn.Conv2d`'s default.
record ResNets(ModelSpec.ResNet spec, boolean frozen) {

  private static final Activation RELU = new Activation(Function.RELU);

  Sequence build(Stack stack, @Nullable Output output) {
    long width = spec.width();
    boolean imagenet = spec.stem() == ModelSpec.ResNet.Stem.IMAGENET;
    long channels = stack.sample().shape().getFirst();
    stack.add("conv1", Conv2d.ofResNet(channels, width, imagenet ? 7 : 3, imagenet ? 2 : 1));
    stack.add("bn1", new BatchNorm(width, frozen)).add("", RELU);
    if (imagenet) {
      stack.add("", new Pool2d(Pool2d.Kind.MAX, 3, 2, 1));
    }
    List<Integer> counts = spec.depth() == 18 ? List.of(2, 2, 2, 2) : List.of(3, 4, 6, 3);
    for (int stage = 0; stage < counts.size(); stage++) {
      Stack blocks = new Stack(stack.sample(), stack.field());
      for (int index = 0; index < counts.get(stage); index++) {
        long stride = stage > 0 && index == 0 ? 2 : 1;
        blocks.add(block(blocks.sample().shape().getFirst(), width << stage, stride));
      }
      stack.add("layer" + (stage + 1), blocks.sequence());
    }
    stack.add("", new Pool2d(Pool2d.Kind.ADAPTIVE_AVERAGE, 1, 1, 0)).add("", new Flatten());
    if (output != null) {
      stack.add("fc", new Linear(stack.sample().last(), output.outputs(), true));
    }
    return stack.sequence();
  }

  private Residual block(long inputs, long width, long stride) {
    boolean bottleneck = spec.depth() == 50;
    long outputs = bottleneck ? 4 * width : width;
    Sequence inner =
        bottleneck
            ? new Sequence(
                List.of(
                    new Part("conv1", Conv2d.ofResNet(inputs, width, 1, 1)),
                    new Part("bn1", new BatchNorm(width, frozen)),
                    new Part("", RELU),
                    new Part("conv2", Conv2d.ofResNet(width, width, 3, stride)),
                    new Part("bn2", new BatchNorm(width, frozen)),
                    new Part("", RELU),
                    new Part("conv3", Conv2d.ofResNet(width, outputs, 1, 1)),
                    new Part("bn3", new BatchNorm(outputs, frozen))))
            : new Sequence(
                List.of(
                    new Part("conv1", Conv2d.ofResNet(inputs, width, 3, stride)),
                    new Part("bn1", new BatchNorm(width, frozen)),
                    new Part("", RELU),
                    new Part("conv2", Conv2d.ofResNet(width, width, 3, 1)),
                    new Part("bn2", new BatchNorm(width, frozen))));
    Part downsample =
        stride == 1 && inputs == outputs
            ? null
            : new Part(
                "downsample",
                Sequence.numbered(
                    List.of(
                        Conv2d.ofResNet(inputs, outputs, 1, stride),
                        new BatchNorm(outputs, frozen))));
    return new Residual(new Part("", inner), downsample, true);
  }
}
