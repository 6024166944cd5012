package dev.accrue.training.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How large a model's tensors are, for people whose job does not fit.
///
/// @param parameters its trained tensors
/// @param activations what its layers put out for one sample; empty where that is not known
public record MemoryNeeds(List<Extent> parameters, List<Extent> activations) {

  private static final int SHOWN = 3;

  /// A tensor or a layer's output.
  ///
  /// @param name such as `layers.0.weight` or `layers.0 (Conv2d)`
  public record Extent(String name, List<Long> shape, long bytes) {

    private String text() {
      return "%s %s (%s)".formatted(name, shape, MemoryAmount.text(bytes));
    }

    private long elements() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  public MemoryNeeds {
    parameters = List.copyOf(parameters);
    activations = List.copyOf(activations);
  }

  /// The number of parameters, the largest of them, and the largest layers.
  public String describe() {
    long elements = parameters.stream().mapToLong(Extent::elements).sum();
    long bytes = parameters.stream().mapToLong(Extent::bytes).sum();
    String text =
        String.format(
            Locale.ROOT,
            "The model has %,d parameters (%s, and as much again for gradients and for each tensor"
                + " of the optimizer), the largest %s.",
            elements,
            MemoryAmount.text(bytes),
            largest(parameters));
    return activations.isEmpty()
        ? text
        : text
            + " The largest outputs of layers, for one sample: %s.".formatted(largest(activations));
  }

  private static String largest(List<Extent> extents) {
    return extents.stream()
        .sorted(Comparator.comparingLong(Extent::bytes).reversed())
        .limit(SHOWN)
        .map(Extent::text)
        .collect(Collectors.joining(", "));
  }
}
