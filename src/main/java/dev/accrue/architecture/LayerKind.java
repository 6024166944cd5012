package dev.accrue.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The layers that a user may write into `model.layers`, with their settings.
public enum LayerKind {
  LINEAR(Setting.size("outputs"), Setting.flag("bias", true)),
  /// `linear` with as many outputs as the target needs.
  HEAD(),
  CONV2D(
      Setting.size("outputs"),
      Setting.whole("kernel", 1, 31, 3),
      Setting.whole("stride", 1, 31, 1),
      Setting.whole("padding", 0, 31, 0),
      Setting.whole("groups", 1, 65_536, 1),
      Setting.flag("bias", true)),
  BATCHNORM(),
  GROUPNORM(Setting.size("groups")),
  LAYERNORM(),
  RELU(),
  GELU(),
  SILU(),
  TANH(),
  SIGMOID(),
  MAXPOOL(
      Setting.whole("size", 1, 256, 2),
      Setting.whole("stride", 0, 256, 0),
      Setting.whole("padding", 0, 128, 0)),
  AVGPOOL(
      Setting.whole("size", 1, 256, 2),
      Setting.whole("stride", 0, 256, 0),
      Setting.whole("padding", 0, 128, 0)),
  ADAPTIVE_AVGPOOL(Setting.whole("size", 1, 256, 1)),
  DROPOUT(Setting.share("probability", 0.5)),
  EMBEDDING(Setting.size("width")),
  POSITIONS(),
  FLATTEN(),
  RESIDUAL(Setting.flag("projection", false)),
  ATTENTION(
      Setting.whole("heads", 1, 1024, 1),
      Setting.flag("causal", false),
      Setting.share("dropout", 0)),
  TRANSFORMER_BLOCK(
      Setting.whole("heads", 1, 1024, 1),
      Setting.flag("causal", false),
      Setting.share("dropout", 0)),
  LSTM(Setting.size("hidden"), Setting.whole("depth", 1, 100, 1), Setting.share("dropout", 0)),
  GRU(Setting.size("hidden"), Setting.whole("depth", 1, 100, 1), Setting.share("dropout", 0)),
  PATCHES(Setting.size("size"), Setting.size("width")),
  CLASS_TOKEN(),
  FIRST(),
  LAST(),
  MEAN();

  @SuppressWarnings("ImmutableEnumChecker") // List.of, whose elements are records
  private final List<Setting> settings;

  LayerKind(Setting... settings) {
    this.settings = List.of(settings);
  }

  /// A setting of a layer.
  public sealed interface Setting {
    /// As it is written.
    String name();

    /// A whole number.
    ///
    /// @param otherwise the default; empty where it must be written
    record Whole(String name, long min, long max, Optional<Long> otherwise) implements Setting {}

    /// A number from 0 up to but not 1.
    record Share(String name, double otherwise) implements Setting {}

    /// True or false.
    record Flag(String name, boolean otherwise) implements Setting {}

    private static Setting size(String name) {
      return new Whole(name, 1, 65_536, Optional.empty());
    }

    private static Setting whole(String name, long min, long max, long otherwise) {
      return new Whole(name, min, max, Optional.of(otherwise));
    }

    private static Setting share(String name, double otherwise) {
      return new Share(name, otherwise);
    }

    private static Setting flag(String name, boolean otherwise) {
      return new Flag(name, otherwise);
    }
  }

  /// The settings in the order of the documentation.
  public List<Setting> settings() {
    return settings;
  }

  /// The word in a spec.
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /// The kind with this word.
  static Optional<LayerKind> find(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
