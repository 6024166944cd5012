package dev.accrue.api.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor of a model.
///
/// @param name such as `layers.0.weight`; more than 200 characters are shortened
/// @param type of its elements, such as `F32`
/// @param elements the product of its shape
/// @param trained whether the file says that it has a gradient; null where files of the kind do not
public record ModelTensor(
    String name, String type, List<Long> shape, long elements, @Nullable Boolean trained) {

  public ModelTensor {
    shape = List.copyOf(shape);
  }
}
