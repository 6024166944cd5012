package dev.accrue.api.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a model's file holds.
///
/// @param inspected whether its list could be read; all counts are 0 where it could not
/// @param tensors how many there are
/// @param kept how many of them can be listed
/// @param elements of all tensors together
/// @param trained elements that the file says have gradients; null where files of the kind do not
/// @param items some of them, in the order of the file
public record ModelTensors(
    boolean inspected,
    int tensors,
    int kept,
    long elements,
    @Nullable Long trained,
    List<ModelTensor> items) {

  public ModelTensors {
    items = List.copyOf(items);
  }
}
