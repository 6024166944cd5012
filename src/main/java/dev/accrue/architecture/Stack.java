package dev.accrue.architecture;

import java.util.ArrayList;
import java.util.List;

/// Layers put on one another, with what a sample is like on top.
final class Stack {

  private final List<Layer.Part> parts = new ArrayList<>();
  private final String field;
  private Sample sample;

  /// @param field of the spec that is named when a layer does not fit
  Stack(Sample input, String field) {
    this.sample = input;
    this.field = field;
  }

  Sample sample() {
    return sample;
  }

  String field() {
    return field;
  }

  /// Adds a layer that is called by its place.
  Stack add(Layer layer) {
    return add(Integer.toString(parts.size()), layer);
  }

  Stack add(String name, Layer layer) {
    return add(name, layer, field);
  }

  Stack add(String name, Layer layer, String fieldOfLayer) {
    try {
      sample = layer.output(sample);
    } catch (ShapeMismatchException e) {
      throw e.at(fieldOfLayer);
    } catch (ArithmeticException e) {
      throw new ArchitectureException(
          fieldOfLayer, "makes samples of more than 2^63 elements", "write smaller sizes");
    }
    parts.add(new Layer.Part(name, layer));
    return this;
  }

  Sequence sequence() {
    return new Sequence(parts);
  }
}
