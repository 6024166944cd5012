package dev.accrue.training.model;

import dev.accrue.training.memory.MemoryNeeds;
import dev.accrue.training.torch.ElementType;
import java.util.ArrayList;
import java.util.List;

/// How large what the layers of a model put out is, for one sample.
public final class LayerOutputs {

  private LayerOutputs() {}

  /// In the order of the layers.
  public static List<MemoryNeeds.Extent> of(
      List<Layer> layers, List<Long> sampleShape, ElementType type) {
    List<MemoryNeeds.Extent> outputs = new ArrayList<>();
    List<Long> shape = sampleShape;
    for (Layer layer : layers) {
      shape = layer.outputShape(shape);
      String name = "layers.%d (%s)".formatted(outputs.size(), layer.getClass().getSimpleName());
      long elements = shape.stream().reduce(1L, Math::multiplyExact);
      outputs.add(new MemoryNeeds.Extent(name, shape, elements * type.bytes()));
    }
    return outputs;
  }
}
