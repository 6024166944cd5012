package dev.accrue.job.spec;

import dev.accrue.api.spec.LayerSpec;
import dev.accrue.architecture.LayerKind;
import dev.accrue.architecture.LayerKind.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads `layers`: types and settings are those of `LayerKind`, whose defaults are filled in.
final class LayerReader {

  private static final int MAX_LAYERS = 200;
  private static final int MAX_NESTING = 8;

  private LayerReader() {}

  static List<LayerSpec> read(Fields model) {
    return read(model, 1);
  }

  private static List<LayerSpec> read(Fields outer, int nesting) {
    List<LayerSpec> layers = new ArrayList<>();
    for (Fields fields : outer.objects("layers", MAX_LAYERS, "[{type: linear, outputs: 128}]")) {
      layers.add(layer(fields, nesting));
    }
    if (layers.isEmpty() && outer.sound("layers")) {
      outer.refuse("layers", "has no layers", "write a list such as - type: linear");
    }
    return layers;
  }

  private static LayerSpec layer(Fields fields, int nesting) {
    LayerKind kind = fields.choice("type", Fields.words(LayerKind.class, LayerKind::word), null);
    Map<String, Object> settings = new TreeMap<>();
    for (Setting setting : kind.settings()) {
      settings.put(setting.name(), value(fields, setting));
    }
    List<LayerSpec> inner = List.of();
    if (kind == LayerKind.RESIDUAL && nesting < MAX_NESTING) {
      inner = read(fields, nesting + 1);
    } else if (kind == LayerKind.RESIDUAL) {
      fields.refuse(
          "type",
          "stands in %d others".formatted(MAX_NESTING),
          "nest at most %d residuals".formatted(MAX_NESTING - 1));
      fields.find("layers");
    }
    if (fields.sound("type")) {
      fields.done();
    }
    return new LayerSpec(kind.word(), settings, inner);
  }

  private static Object value(Fields fields, Setting setting) {
    return switch (setting) {
      case Setting.Whole(String name, long min, long max, var otherwise) ->
          fields.whole(name, min, max, otherwise.orElse(null));
      case Setting.Share(String name, double otherwise) ->
          fields.number(name, Interval.below(0, 1), otherwise);
      case Setting.Flag(String name, boolean otherwise) -> fields.flag(name, otherwise);
    };
  }
}
