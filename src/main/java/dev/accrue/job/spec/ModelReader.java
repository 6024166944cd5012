package dev.accrue.job.spec;

import dev.accrue.api.spec.ModelSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `model`, and a task's head. Defaults:
///
/// | architecture | defaults |
/// |---|---|
/// | `mlp` | `hidden` 128, `dropout` 0 |
/// | `cnn` | `channels` 16, 32, `hidden` 128, `batchNorm` true, `dropout` 0 |
/// | `resnet` | `depth` 18, `stem` cifar, `width` 64 |
/// | `vit` | `patch` 4, `width` 192, `depth` 6, `heads` 3, `dropout` 0 |
/// | `transformer-lm` | `width` 256, `depth` 4, `heads` 4, `dropout` 0 |
/// | `lstm`, `gru` | `embedding` 128, `hidden` 256, `depth` 1, `dropout` 0 |
/// | `layers` | `layers` is required; see `LayerReader` |
/// | `torchscript` | `module` is required |
/// | `none` | nothing |
final class ModelReader {

  private static final int MAX_BLOCKS = 20;
  private static final int MAX_CHANNELS = 4_096;
  private static final int MAX_LAYERS = 50;
  private static final int MAX_WIDTH = 65_536;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_HEADS = 1_024;
  private static final int MAX_PATCH = 256;

  private static final Map<String, String> ARCHITECTURES = architectures();

  private ModelReader() {}

  private static Map<String, String> architectures() {
    Map<String, String> words = new LinkedHashMap<>();
    for (String word :
        List.of(
            "mlp",
            "cnn",
            "resnet",
            "vit",
            "transformer-lm",
            "lstm",
            "gru",
            "layers",
            "torchscript",
            "none")) {
      words.put(word, word);
    }
    return words;
  }

  static ModelSpec read(Fields fields) {
    String architecture = fields.choice("architecture", ARCHITECTURES, null);
    ModelSpec spec =
        switch (architecture) {
          case "cnn" -> classifier(fields, true);
          case "resnet" -> resNet(fields);
          case "vit" -> vit(fields);
          case "transformer-lm" ->
              new ModelSpec.TransformerLm(
                  width(fields, "width", 256), depth(fields, 4), heads(fields, 4), dropout(fields));
          case "lstm" ->
              new ModelSpec.Lstm(
                  width(fields, "embedding", 128),
                  width(fields, "hidden", 256),
                  depth(fields, 1),
                  dropout(fields));
          case "gru" ->
              new ModelSpec.Gru(
                  width(fields, "embedding", 128),
                  width(fields, "hidden", 256),
                  depth(fields, 1),
                  dropout(fields));
          case "layers" -> new ModelSpec.Layers(LayerReader.read(fields));
          case "torchscript" ->
              new ModelSpec.TorchScript(
                  fields.text(
                      "module",
                      InitialWeightsReader.MODEL_NAME,
                      InitialWeightsReader.MODEL_NAME_RULE,
                      null));
          case "none" -> new ModelSpec.None();
          default -> classifier(fields, false);
        };
    fields.done();
    return spec;
  }

  private static int width(Fields fields, String name, int otherwise) {
    return fields.integer(name, 1, MAX_WIDTH, otherwise);
  }

  private static int depth(Fields fields, int otherwise) {
    return fields.integer("depth", 1, MAX_DEPTH, otherwise);
  }

  private static int heads(Fields fields, int otherwise) {
    return fields.integer("heads", 1, MAX_HEADS, otherwise);
  }

  private static double dropout(Fields fields) {
    return fields.number("dropout", Interval.below(0, 1), 0.0);
  }

  private static ModelSpec resNet(Fields fields) {
    int depth = fields.integer("depth", 18, 50, 18);
    if (depth != 18 && depth != 34 && depth != 50 && fields.sound("depth")) {
      fields.refuse("depth", "is not 18, 34 or 50", "write 18, 34 or 50");
    }
    Map<String, ModelSpec.ResNet.Stem> stems = new LinkedHashMap<>();
    stems.put("cifar", ModelSpec.ResNet.Stem.CIFAR);
    stems.put("imagenet", ModelSpec.ResNet.Stem.IMAGENET);
    return new ModelSpec.ResNet(
        depth,
        fields.choice("stem", stems, ModelSpec.ResNet.Stem.CIFAR),
        fields.integer("width", 1, MAX_CHANNELS, 64));
  }

  private static ModelSpec vit(Fields fields) {
    return new ModelSpec.Vit(
        fields.integer("patch", 1, MAX_PATCH, 4),
        width(fields, "width", 192),
        depth(fields, 6),
        heads(fields, 3),
        dropout(fields));
  }

  private static ModelSpec classifier(Fields fields, boolean convolutional) {
    List<Integer> channels =
        fields.integers(
            "channels", MAX_BLOCKS, 1, MAX_CHANNELS, convolutional ? List.of(16, 32) : List.of());
    List<Integer> hidden = fields.integers("hidden", MAX_LAYERS, 1, MAX_WIDTH, List.of(128));
    boolean batchNorm = fields.flag("batchNorm", convolutional);
    double dropout = dropout(fields);
    if (fields.sound("architecture")) {
      if (convolutional) {
        requireConvolutions(fields, channels);
      } else {
        refuseConvolutions(fields, channels, batchNorm);
      }
    }
    if (dropout > 0 && hidden.isEmpty() && fields.sound("hidden", "dropout")) {
      fields.refuse(
          "dropout",
          "acts on hidden layers, and there are none",
          "remove it or write widths into hidden");
    }
    return convolutional
        ? new ModelSpec.Cnn(channels, hidden, batchNorm, dropout)
        : new ModelSpec.Mlp(hidden, dropout);
  }

  private static void refuseConvolutions(Fields fields, List<Integer> channels, boolean batchNorm) {
    if (!channels.isEmpty() && fields.sound("channels")) {
      fields.refuse(
          "channels", "an mlp has no convolutions", "remove it or write architecture: cnn");
    }
    if (batchNorm && fields.sound("batchNorm")) {
      fields.refuse("batchNorm", "an mlp has no BatchNorm", "remove it or write architecture: cnn");
    }
  }

  private static void requireConvolutions(Fields fields, List<Integer> channels) {
    if (channels.isEmpty() && fields.sound("channels")) {
      fields.refuse(
          "channels",
          "a cnn needs at least one convolution",
          "write a list such as [16, 32], or architecture: mlp");
    }
  }
}
