package dev.accrue.training.script;

import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Tensors by name, from which a model may start.
public interface WeightSource {

  /// What it is called, for people.
  String what();

  /// The shape of each tensor.
  Map<String, List<Long>> shapes();

  /// Whether the elements of a tensor can become elements of this type.
  boolean converts(String name, ElementType type);

  /// A tensor with its elements converted.
  TensorValue read(String name, ElementType type) throws IOException;
}
