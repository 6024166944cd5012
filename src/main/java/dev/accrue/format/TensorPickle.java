package dev.accrue.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A tensor in a pickle: `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad,
/// hooks)`, where the storage is the persistent id `("storage", class, key, device, elements)`.
///
/// @param storageClass such as `FloatStorage`
/// @param key the storage's entry under `data`
public record TensorPickle(
    String storageClass,
    String key,
    long offset,
    List<Long> shape,
    List<Long> strides,
    boolean requiresGradient) {

  public TensorPickle {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /// The tensor that a call makes, if it makes one.
  public static Optional<TensorPickle> read(Pickled.Call call) {
    boolean tensor = call.function().qualified().equals("torch._utils._rebuild_tensor_v2");
    if (tensor
        && call.arguments() instanceof Pickled.Sequence arguments
        && arguments.items().size() >= 5
        && arguments.items().get(0) instanceof Pickled.Persistent(Pickled.Sequence storage)
        && storage.items().size() == 5
        && storage.items().get(1) instanceof Pickled.Global type
        && storage.items().get(2) instanceof Pickled.Text(String key)
        && arguments.items().get(1) instanceof Pickled.Whole(long offset)
        && arguments.items().get(4) instanceof Pickled.Flag(boolean requiresGradient)) {
      Optional<List<Long>> shape = wholes(arguments.items().get(2));
      Optional<List<Long>> strides = wholes(arguments.items().get(3));
      if (shape.isPresent() && strides.isPresent()) {
        return Optional.of(
            new TensorPickle(
                type.name(), key, offset, shape.get(), strides.get(), requiresGradient));
      }
    }
    return Optional.empty();
  }

  private static Optional<List<Long>> wholes(Pickled value) {
    List<Long> wholes = new ArrayList<>();
    if (!(value instanceof Pickled.Sequence sequence) || sequence.items().size() > 16) {
      return Optional.empty();
    }
    for (Pickled item : sequence.items()) {
      if (!(item instanceof Pickled.Whole(long whole))) {
        return Optional.empty();
      }
      wholes.add(whole);
    }
    return Optional.of(wholes);
  }
}
