package dev.accrue.api.spec;

import java.util.List;
import java.util.Map;

/// One layer of a model that a user writes down: its type, its settings by name (numbers, flags,
/// words and lists of numbers), and for those that contain others (`residual`) the layers inside.
/// Input sizes are not written; they follow from what comes before.
///
/// @param type such as `linear`
/// @param settings such as `outputs: 128`
/// @param layers empty but for layers that contain others
public record LayerSpec(String type, Map<String, Object> settings, List<LayerSpec> layers) {
  public LayerSpec {
    settings = Map.copyOf(settings);
    layers = List.copyOf(layers);
  }
}
