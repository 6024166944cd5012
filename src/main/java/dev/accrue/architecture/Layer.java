package dev.accrue.architecture;

import java.util.List;

/// A layer of a model. A new kind of layer is a record: its shape rule, its tensors, and the
/// statements of its TorchScript. Semantics, names and initial values are those of PyTorch's
/// `torch.nn` module of the same name, unless it says otherwise.
public sealed interface Layer
    permits Activation,
        Attention,
        BatchNorm,
        ClassToken,
        Conv2d,
        Dropout,
        Embedding,
        Flatten,
        GroupNorm,
        LayerNorm,
        Linear,
        Patches,
        Pool2d,
        Positions,
        Recurrent,
        Residual,
        Sequence,
        TakePlace,
        TransformerBlock {

  /// What a sample is like after this layer.
  ///
  /// @throws ShapeMismatchException when the layer cannot take such samples
  Sample output(Sample input);

  /// The tensors that it holds itself, in PyTorch's order.
  default List<LayerTensor> tensors() {
    return List.of();
  }

  /// The layers inside.
  default List<Part> parts() {
    return List.of();
  }

  /// Writes the statements that compute the output.
  Code.Value write(Code code, Code.Self self, Code.Value x);

  /// A layer inside of another.
  ///
  /// @param name before the names of its tensors; empty where they belong to the outer layer itself
  record Part(String name, Layer layer) {
    Code.Value write(Code code, Code.Self self, Code.Value x) {
      return layer.write(code, self(self), x);
    }

    /// Where its tensors stand in the program.
    public Code.Self self(Code.Self outer) {
      return name.isEmpty() || !layer.hasTensors() ? outer : outer.child(name);
    }
  }

  /// Whether it holds tensors, itself or inside.
  default boolean hasTensors() {
    return !tensors().isEmpty() || parts().stream().anyMatch(part -> part.layer().hasTensors());
  }

  /// Whether it draws at random in training, itself or inside.
  default boolean draws() {
    return parts().stream().anyMatch(part -> part.layer().draws());
  }

  /// How many numbers are trained.
  default long parameters() {
    long own =
        tensors().stream()
            .filter(tensor -> tensor.kind() == LayerTensor.Kind.PARAMETER)
            .mapToLong(LayerTensor::elements)
            .reduce(0, Math::addExact);
    return parts().stream()
        .mapToLong(part -> part.layer().parameters())
        .reduce(own, Math::addExact);
  }
}
