package dev.accrue.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor that a model's file says it holds.
///
/// @param name such as `layers.0.weight`
/// @param type of its elements, such as `F32`
/// @param elements the product of its shape
/// @param trained whether the file says that it has a gradient; null where files of the kind do not
public record StoredTensor(
    String name, String type, List<Long> shape, long elements, @Nullable Boolean trained) {

  public StoredTensor {
    shape = List.copyOf(shape);
  }
}
