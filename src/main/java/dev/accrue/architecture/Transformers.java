package dev.accrue.architecture;

import dev.accrue.api.spec.ModelSpec;
import dev.accrue.architecture.Layer.Part;
import dev.accrue.architecture.LayerTensor.Initial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Architectures of pre-norm transformer blocks.
final class Transformers {

  /// torchvision's.
  private static final double VISION_EPSILON = 1e-6;

  private Transformers() {}

  /// torchvision's `VisionTransformer` (Dosovitskiy et al., 2021): names and initial values too, of
  /// which the head's are zero and the positions' are from N(0, 0.02).
  static Sequence vision(ModelSpec.Vit spec, Stack stack, @Nullable Output output) {
    requireHeads(spec.width(), spec.heads(), stack);
    long width = spec.width();
    long channels = stack.sample().shape().getFirst();
    stack.add("conv_proj", new Patches(channels, spec.patch(), width, "patch"), stack.field());
    stack.add("", new ClassToken(width));
    Stack encoder = new Stack(stack.sample(), stack.field());
    long places = stack.sample().shape().getFirst();
    encoder.add("", new Positions("pos_embedding", places, width, new Initial.Normal(0.02), true));
    encoder.add("", new Dropout(spec.dropout()));
    Stack blocks = new Stack(encoder.sample(), stack.field());
    for (int index = 0; index < spec.depth(); index++) {
      Attention attention = new Attention(width, spec.heads(), false, spec.dropout(), false);
      blocks.add(
          "encoder_layer_" + index,
          new TransformerBlock(attention, spec.dropout(), VISION_EPSILON, true));
    }
    encoder.add("layers", blocks.sequence()).add("ln", new LayerNorm(width, VISION_EPSILON));
    stack.add("encoder", encoder.sequence());
    stack.add("", new TakePlace(TakePlace.Which.FIRST, false));
    if (output != null) {
      Initial zero = LayerTensor.constant(0);
      Linear head = new Linear(width, output.outputs(), true, zero, zero);
      stack.add("heads", new Sequence(List.of(new Part("head", head))));
    }
    return stack.sequence();
  }

  /// A causal language model (Radford et al., 2019) whose head has weights of its own. Padding
  /// stands behind, so filled places never see it.
  static Sequence language(ModelSpec.TransformerLm spec, Stack stack, @Nullable Output output) {
    if (!stack.sample().tokens()) {
      throw new ArchitectureException(
          stack.field() + ".architecture",
          "a transformer-lm takes tokens, and the samples have real numbers of shape "
              + stack.sample().shape(),
          "write data.text, or another architecture");
    }
    requireHeads(spec.width(), spec.heads(), stack);
    long width = spec.width();
    long length = stack.sample().shape().getFirst();
    stack.add("token_embedding", new Embedding(stack.sample().vocabulary(), width));
    stack.add("position_embedding", Positions.embedding(length, width));
    stack.add("", new Dropout(spec.dropout()));
    Stack blocks = new Stack(stack.sample(), stack.field());
    for (int index = 0; index < spec.depth(); index++) {
      Attention attention = new Attention(width, spec.heads(), true, spec.dropout(), false);
      blocks.add(new TransformerBlock(attention, spec.dropout(), LayerNorm.EPSILON, false));
    }
    stack.add("blocks", blocks.sequence()).add("ln", new LayerNorm(width, LayerNorm.EPSILON));
    if (output != null && !output.perPlace()) {
      stack.add("", new TakePlace(TakePlace.Which.LAST, stack.sample().variableLength()));
    }
    if (output != null) {
      stack.add("head", new Linear(width, output.outputs(), true));
    }
    return stack.sequence();
  }

  private static void requireHeads(long width, long heads, Stack stack) {
    if (width % heads != 0) {
      throw new ArchitectureException(
          stack.field() + ".heads",
          "%d heads do not divide the width %d".formatted(heads, width),
          "write a divisor of %d".formatted(width));
    }
  }
}
