package dev.accrue.architecture;

import dev.accrue.api.spec.LayerSpec;
import dev.accrue.architecture.Activation.Function;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes layers of what a user wrote down: sizes of inputs follow from what comes before.
///
/// @param output what the task needs, for `head`; null in a trunk
record LayerList(boolean frozen, @Nullable Output output) {

  Sequence read(List<LayerSpec> specs, Sample input, String field) {
    Stack stack = new Stack(input, field);
    for (int index = 0; index < specs.size(); index++) {
      String place = "%s[%d]".formatted(field, index);
      LayerSpec spec = specs.get(index);
      LayerKind kind =
          LayerKind.find(spec.type())
              .orElseThrow(() ->
                  new ArchitectureException(
                      place + ".type", spec.type() + " is no layer", "write one such as linear"));
      stack.add(
          Integer.toString(index), layer(kind, new Settings(spec), stack.sample(), place), place);
    }
    return stack.sequence();
  }

  private record Settings(LayerSpec spec) {
    long whole(String name) {
      return ((Number) value(name)).longValue();
    }

    double share(String name) {
      return ((Number) value(name)).doubleValue();
    }

    boolean flag(String name) {
      return (Boolean) value(name);
    }

    private Object value(String name) {
      Map<String, Object> settings = spec.settings();
      return Objects.requireNonNull(settings.get(name), "a read layer has all settings");
    }
  }

  private Layer layer(LayerKind kind, Settings settings, Sample sample, String place) {
    if (sample.tokens() && kind != LayerKind.EMBEDDING) {
      throw new ArchitectureException(
          place, "%s got tokens".formatted(kind.word()), "put an embedding before it");
    }
    if (sample.rank() == 0) {
      throw new ArchitectureException(place, "got samples without extent", "give samples a shape");
    }
    long first = sample.shape().getFirst();
    long last = sample.last();
    return switch (kind) {
      case LINEAR -> new Linear(last, settings.whole("outputs"), settings.flag("bias"));
      case HEAD -> head(sample, place);
      case CONV2D ->
          Conv2d.of(
              first,
              settings.whole("outputs"),
              settings.whole("kernel"),
              settings.whole("stride"),
              settings.whole("padding"),
              settings.whole("groups"),
              settings.flag("bias"));
      case BATCHNORM -> new BatchNorm(first, frozen);
      case GROUPNORM -> new GroupNorm(settings.whole("groups"), first);
      case LAYERNORM -> new LayerNorm(last, LayerNorm.EPSILON);
      case RELU -> new Activation(Function.RELU);
      case GELU -> new Activation(Function.GELU);
      case SILU -> new Activation(Function.SILU);
      case TANH -> new Activation(Function.TANH);
      case SIGMOID -> new Activation(Function.SIGMOID);
      case MAXPOOL -> pool(Pool2d.Kind.MAX, settings);
      case AVGPOOL -> pool(Pool2d.Kind.AVERAGE, settings);
      case ADAPTIVE_AVGPOOL ->
          new Pool2d(Pool2d.Kind.ADAPTIVE_AVERAGE, settings.whole("size"), 1, 0);
      case DROPOUT -> new Dropout(settings.share("probability"));
      case EMBEDDING -> new Embedding(sample.vocabulary(), settings.whole("width"));
      case POSITIONS -> Positions.embedding(first, last);
      case FLATTEN -> new Flatten();
      case RESIDUAL -> residual(settings, sample, place);
      case ATTENTION -> attention(settings, sample);
      case TRANSFORMER_BLOCK ->
          new TransformerBlock(
              attention(settings, sample), settings.share("dropout"), LayerNorm.EPSILON, false);
      case LSTM -> recurrent(Recurrent.Cell.LSTM, settings, last);
      case GRU -> recurrent(Recurrent.Cell.GRU, settings, last);
      case PATCHES -> new Patches(first, settings.whole("size"), settings.whole("width"), "size");
      case CLASS_TOKEN -> new ClassToken(last);
      case FIRST -> new TakePlace(TakePlace.Which.FIRST, sample.variableLength());
      case LAST -> new TakePlace(TakePlace.Which.LAST, sample.variableLength());
      case MEAN -> new TakePlace(TakePlace.Which.MEAN, sample.variableLength());
    };
  }

  private Layer head(Sample sample, String place) {
    if (output == null) {
      throw new ArchitectureException(
          place, "a trunk has no outputs", "remove it; each task's head has its own");
    }
    return new Linear(sample.last(), output.outputs(), true);
  }

  private static Pool2d pool(Pool2d.Kind kind, Settings settings) {
    long size = settings.whole("size");
    long stride = settings.whole("stride") == 0 ? size : settings.whole("stride");
    return new Pool2d(kind, size, stride, settings.whole("padding"));
  }

  private static Attention attention(Settings settings, Sample sample) {
    return new Attention(
        sample.last(),
        settings.whole("heads"),
        settings.flag("causal"),
        settings.share("dropout"),
        sample.variableLength());
  }

  private static Recurrent recurrent(Recurrent.Cell cell, Settings settings, long inputs) {
    int depth = Math.toIntExact(settings.whole("depth"));
    return new Recurrent(cell, inputs, settings.whole("hidden"), depth, settings.share("dropout"));
  }

  private Residual residual(Settings settings, Sample sample, String place) {
    Sequence inner = read(settings.spec().layers(), sample, place + ".layers");
    Layer.Part shortcut = null;
    if (settings.flag("projection")) {
      shortcut = new Layer.Part("shortcut", projection(sample, inner.output(sample), place));
    }
    return new Residual(new Layer.Part("layers", inner), shortcut, false);
  }

  /// A convolution of 1x1 with the stride that the layers inside have, or a linear layer.
  private static Layer projection(Sample before, Sample after, String place) {
    if (after.rank() != 3) {
      return new Linear(before.last(), after.last(), true);
    }
    long stride = Math.ceilDiv(before.shape().get(1), after.shape().get(1));
    if (Math.ceilDiv(before.shape().get(1), stride) != after.shape().get(1)) {
      throw new ArchitectureException(
          place + ".projection",
          "no stride turns %s into %s".formatted(before.shape(), after.shape()),
          "choose padding and strides inside so that height and width are divided evenly");
    }
    return Conv2d.of(before.shape().getFirst(), after.shape().getFirst(), 1, stride, 0, 1, true);
  }
}
