package dev.accrue.training.loop;

import dev.accrue.api.spec.LayerSpec;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.Draws;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Draws a list of layers that fits the samples and the target: each layer is one of those that
/// take what the layers before it give. There is no BatchNorm and no dropout in it.
final class RandomLayers {

  private static final int MOST = 5;
  private static final int MOST_INSIDE = 3;

  private final Draws draws;
  private final boolean variable;
  private List<LayerSpec> layers = new ArrayList<>();

  /// `[channels, edge, edge]`, `[places, width]` or `[width]`.
  private List<Integer> shape;

  private RandomLayers(Draws draws, FeatureLayout features) {
    this.draws = draws;
    this.variable = features.variableLength();
    this.shape = new ArrayList<>(features.shape().stream().map(Math::toIntExact).toList());
    if (features.kind() == FeatureLayout.Kind.TOKENS) {
      int width = 4 * (1 + draws.nextInt(2));
      add("embedding", "width", width);
      shape.add(width);
    }
  }

  /// A model for these samples and this target.
  static List<LayerSpec> draw(Draws draws, FeatureLayout features, TargetLayout target) {
    RandomLayers random = new RandomLayers(draws, features);
    boolean perPlace = target.kind() == TargetLayout.Kind.TOKENS;
    int count = draws.nextInt(MOST + 1);
    for (int layer = 0; layer < count; layer++) {
      random.addOne(perPlace);
    }
    if (!perPlace) {
      random.summarise();
    }
    random.add("head");
    return List.copyOf(random.layers);
  }

  private void addOne(boolean keepPlaces) {
    switch (shape.size()) {
      case 3 -> {
        if (shape.get(1) > 1 && draws.nextInt(6) == 0) {
          leaveImage();
        } else {
          onImage();
        }
      }
      case 2 -> {
        if (!keepPlaces && draws.nextInt(6) == 0) {
          summarise();
        } else {
          onSequence(keepPlaces);
        }
      }
      default -> onVector();
    }
  }

  /// To a vector.
  private void summarise() {
    if (shape.size() == 3) {
      flatten();
    } else if (shape.size() == 2) {
      switch (draws.nextInt(variable ? 3 : 4)) {
        case 0 -> add("first");
        case 1 -> add("last");
        case 2 -> add("mean");
        default -> {
          flatten();
          return;
        }
      }
      shape = new ArrayList<>(List.of(shape.get(1)));
    }
  }

  private void flatten() {
    add("flatten");
    shape = new ArrayList<>(List.of(shape.stream().reduce(1, Math::multiplyExact)));
  }

  private void leaveImage() {
    int edge = shape.get(1);
    int size = pick(divisors(edge));
    if (draws.nextInt(3) == 0) {
      flatten();
      return;
    }
    int width = 4 * (1 + draws.nextInt(2));
    add("patches", "size", size, "width", width);
    shape = new ArrayList<>(List.of((edge / size) * (edge / size), width));
  }

  private void onImage() {
    int edge = shape.get(1);
    switch (draws.nextInt(7)) {
      case 0, 1 -> convolution();
      case 2 -> groupNorm(edge * edge);
      case 3 -> activation();
      case 4 -> pool(edge);
      case 5 -> {
        int size = 1 + draws.nextInt(edge);
        add("adaptive-avgpool", "size", size);
        shape = new ArrayList<>(List.of(shape.getFirst(), size, size));
      }
      default -> residual(this::convolutionOfSameEdge);
    }
  }

  private void convolution() {
    int edge = shape.get(1);
    int padding = draws.nextInt(2);
    int kernel = 1 + draws.nextInt(Math.min(3, edge + 2 * padding));
    int stride = 1 + draws.nextInt(2);
    int groups = pick(divisors(shape.getFirst()));
    int outputs = groups * (1 + draws.nextInt(3));
    convolution(outputs, kernel, stride, padding, groups);
    int after = (edge + 2 * padding - kernel) / stride + 1;
    shape = new ArrayList<>(List.of(outputs, after, after));
  }

  private void convolutionOfSameEdge() {
    int outputs = 1 + draws.nextInt(4);
    convolution(outputs, 3, 1, 1, 1);
    shape.set(0, outputs);
  }

  private void convolution(int outputs, int kernel, int stride, int padding, int groups) {
    add(
        "conv2d",
        "outputs",
        outputs,
        "kernel",
        kernel,
        "stride",
        stride,
        "padding",
        padding,
        "groups",
        groups,
        "bias",
        draws.nextInt(2) == 0);
  }

  private void pool(int edge) {
    int size = 1 + draws.nextInt(Math.min(3, edge));
    int stride = draws.nextInt(3);
    int padding = draws.nextInt(size / 2 + 1);
    add(
        draws.nextInt(2) == 0 ? "maxpool" : "avgpool",
        "size",
        size,
        "stride",
        stride,
        "padding",
        padding);
    int after = (edge + 2 * padding - size) / (stride == 0 ? size : stride) + 1;
    shape = new ArrayList<>(List.of(shape.getFirst(), after, after));
  }

  /// Groups of one or two numbers are normalised to constants, and leave nothing but rounding of
  /// the gradients before them.
  private void groupNorm(int elementsOfChannel) {
    int channels = shape.getFirst();
    List<Integer> groups =
        divisors(channels).stream()
            .filter(number -> channels / number * elementsOfChannel >= 4)
            .toList();
    if (groups.isEmpty()) {
      activation();
    } else {
      add("groupnorm", "groups", pick(groups));
    }
  }

  private void layerNorm() {
    if (shape.getLast() < 4) {
      activation();
    } else {
      add("layernorm");
    }
  }

  private void onSequence(boolean keepPlaces) {
    switch (draws.nextInt(9)) {
      case 0 -> linear();
      case 1 -> layerNorm();
      case 2 -> activation();
      case 3 -> attention("attention");
      case 4 -> attention("transformer-block");
      case 5 -> recurrent();
      case 6 -> add("positions");
      case 7 -> {
        if (variable || keepPlaces) {
          linear();
        } else {
          add("class-token");
          shape.set(0, shape.getFirst() + 1);
        }
      }
      default -> residual(this::linear);
    }
  }

  private void attention(String type) {
    int heads = pick(divisors(shape.getLast()));
    add(type, "heads", heads, "causal", draws.nextInt(2) == 0, "dropout", 0.0);
  }

  private void recurrent() {
    int hidden = 1 + draws.nextInt(6);
    add(
        draws.nextInt(2) == 0 ? "lstm" : "gru",
        "hidden",
        hidden,
        "depth",
        1 + draws.nextInt(2),
        "dropout",
        0.0);
    shape.set(1, hidden);
  }

  private void onVector() {
    switch (draws.nextInt(7)) {
      case 0, 1 -> linear();
      case 2 -> layerNorm();
      case 3 -> groupNorm(1);
      case 4 -> activation();
      case 5 -> wideLinear();
      default -> residual(this::linear);
    }
  }

  /// The second has 2^19 weights, with which training cuts the graph at it.
  private void wideLinear() {
    add("linear", "outputs", 1024, "bias", draws.nextInt(2) == 0);
    if (draws.nextInt(2) == 0) {
      activation();
    }
    add("linear", "outputs", 512, "bias", draws.nextInt(2) == 0);
    shape.set(shape.size() - 1, 512);
  }

  private void linear() {
    int outputs = 1 + draws.nextInt(8);
    add("linear", "outputs", outputs, "bias", draws.nextInt(2) == 0);
    shape.set(shape.size() - 1, outputs);
  }

  private void activation() {
    add(pick(List.of("relu", "gelu", "silu", "tanh", "sigmoid")));
  }

  /// Layers that change the last or first extent at most, and a projection past them.
  ///
  /// @param weights adds a layer of that kind
  private void residual(Runnable weights) {
    List<LayerSpec> outer = layers;
    layers = new ArrayList<>();
    int count = 1 + draws.nextInt(MOST_INSIDE);
    for (int layer = 0; layer < count; layer++) {
      if (draws.nextInt(2) == 0) {
        weights.run();
      } else {
        activation();
      }
    }
    outer.add(new LayerSpec("residual", Map.of("projection", true), layers));
    layers = outer;
  }

  private void add(String type, Object... settings) {
    Map<String, Object> map = new HashMap<>();
    for (int index = 0; index < settings.length; index += 2) {
      map.put((String) settings[index], settings[index + 1]);
    }
    layers.add(new LayerSpec(type, map, List.of()));
  }

  private static List<Integer> divisors(int number) {
    return IntStream.rangeClosed(1, number).filter(it -> number % it == 0).boxed().toList();
  }

  private <T> T pick(List<T> choices) {
    return choices.get(draws.nextInt(choices.size()));
  }
}
