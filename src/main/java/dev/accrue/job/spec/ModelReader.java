package dev.accrue.job.spec;

import dev.accrue.api.spec.ModelSpec;
import java.util.List;
import java.util.Map;

/// Reads `model`. Defaults:
///
/// | field | `mlp` | `cnn` |
/// |---|---|---|
/// | `channels` | not allowed | 16, 32 |
/// | `hidden` | 128 | 128 |
/// | `batchNorm` | not allowed | true |
/// | `dropout` | 0 | 0 |
final class ModelReader {

  private static final int MAX_BLOCKS = 20;
  private static final int MAX_CHANNELS = 4_096;
  private static final int MAX_LAYERS = 50;
  private static final int MAX_WIDTH = 65_536;

  private ModelReader() {}

  static ModelSpec read(Fields fields) {
    Map<String, String> architectures = new java.util.LinkedHashMap<>();
    List.of("mlp", "cnn", "torchscript").forEach(name -> architectures.put(name, name));
    String architecture = fields.choice("architecture", architectures, null);
    if (architecture.equals("torchscript")) {
      return torchScript(fields);
    }
    boolean convolutional = architecture.equals("cnn");
    List<Integer> channels =
        fields.integers(
            "channels", MAX_BLOCKS, 1, MAX_CHANNELS, convolutional ? List.of(16, 32) : List.of());
    List<Integer> hidden = fields.integers("hidden", MAX_LAYERS, 1, MAX_WIDTH, List.of(128));
    boolean batchNorm = fields.flag("batchNorm", convolutional);
    double dropout = fields.number("dropout", Interval.below(0, 1), 0.0);
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
    fields.done();
    return convolutional
        ? new ModelSpec.Cnn(channels, hidden, batchNorm, dropout)
        : new ModelSpec.Mlp(hidden, dropout);
  }

  private static ModelSpec torchScript(Fields fields) {
    String module =
        fields.text(
            "module", InitialWeightsReader.MODEL_NAME, InitialWeightsReader.MODEL_NAME_RULE, null);
    fields.done();
    return new ModelSpec.TorchScript(module);
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
