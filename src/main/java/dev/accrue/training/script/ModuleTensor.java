package dev.accrue.training.script;

import dev.accrue.format.StridedTensor;
import dev.accrue.training.torch.ElementType;
import java.util.List;

/// A tensor that a module holds.
///
/// @param path names of attributes from the root, the tensor's own last
/// @param key the storage, by its entry's name under `data`
/// @param offset of the first element in the storage, in elements
/// @param strides in elements, one per dimension
record ModuleTensor(
    List<String> path,
    Kind kind,
    ElementType type,
    String key,
    long offset,
    List<Long> shape,
    List<Long> strides) {

  /// What the tensor is for.
  enum Kind {
    /// Trained by gradients.
    PARAMETER,
    /// A parameter that its author excluded from training (`requires_grad=False`).
    FROZEN,
    /// State that gradients do not train.
    BUFFER
  }

  ModuleTensor {
    path = List.copyOf(path);
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /// The name in PyTorch's `state_dict`.
  String name() {
    return String.join(".", path);
  }

  /// Where its elements lie in its storage.
  StridedTensor layout() {
    return new StridedTensor(type.bytes(), offset, shape, strides);
  }

  boolean trained() {
    return kind == Kind.PARAMETER;
  }

  /// The elements that the storage must have at least.
  long storageElements() {
    long last = offset;
    for (int dimension = 0; dimension < shape.size(); dimension++) {
      if (shape.get(dimension) == 0) {
        return 0;
      }
      last =
          Math.addExact(last, Math.multiplyExact(shape.get(dimension) - 1, strides.get(dimension)));
    }
    return Math.addExact(last, 1);
  }
}
