package dev.accrue.training.model;

import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.ScriptObject;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchArchive;
import java.util.ArrayList;
import java.util.List;

/// A model as a list of layers, and the TorchScript module that it is written as: a `Model` whose
/// submodule `layers` is what `torch.nn.Sequential` would be, so that tensors are called
/// `layers.0.weight` as in PyTorch. Beside `forward` it has the methods that the training loop
/// needs: `buffers` and `set_batch_norm_exponent`.
public record LayeredModel(List<Layer> layers, ElementType elementType) {

  /// Where a tensor's content comes from.
  @FunctionalInterface
  public interface TensorSource {
    /// The content of the tensor with this name in the model.
    TensorValue value(String name, LayerTensor tensor, ElementType elementType);
  }

  public LayeredModel {
    layers = List.copyOf(layers);
  }

  /// The program with its tensors.
  public TorchArchive archive(TensorSource tensors) {
    ScriptObject sequence = new ScriptObject("Layers");
    for (int index = 0; index < layers.size(); index++) {
      sequence.with(Integer.toString(index), object(index, tensors));
    }
    return new TorchArchive("model", code(), new ScriptObject("Model").with("layers", sequence));
  }

  /// The names of all buffers, in the order of the program's method `buffers`.
  public List<String> bufferNames() {
    List<String> names = new ArrayList<>();
    for (int index = 0; index < layers.size(); index++) {
      for (LayerTensor tensor : layers.get(index).tensors()) {
        if (tensor.kind() != LayerTensor.Kind.PARAMETER) {
          names.add(name(index, tensor));
        }
      }
    }
    return names;
  }

  private static String name(int index, LayerTensor tensor) {
    return "layers.%d.%s".formatted(index, tensor.name());
  }

  private String className(int index) {
    return layers.get(index).getClass().getSimpleName() + index;
  }

  private ScriptObject object(int index, TensorSource tensors) {
    ScriptObject object = new ScriptObject(className(index));
    for (LayerTensor tensor : layers.get(index).tensors()) {
      ElementType type = tensor.kind() == LayerTensor.Kind.COUNTER ? ElementType.I64 : elementType;
      TensorValue value = tensors.value(name(index, tensor), tensor, type);
      object.with(tensor.name(), value, tensor.kind() == LayerTensor.Kind.PARAMETER);
    }
    if (layers.get(index) instanceof Layer.BatchNorm2d) {
      object.with("momentum", Layer.BatchNorm2d.MOMENTUM);
    }
    return object;
  }

  private String code() {
    StringBuilder code = new StringBuilder();
    for (int index = 0; index < layers.size(); index++) {
      code.append(layerClass(index));
    }
    return code.append(sequenceClass()).append(modelClass()).toString();
  }

  private String layerClass(int index) {
    Layer layer = layers.get(index);
    StringBuilder attributes = new StringBuilder();
    layer.tensors().forEach(t -> attributes.append("  %s : Tensor\n".formatted(t.name())));
    if (layer instanceof Layer.BatchNorm2d) {
      attributes.append("  momentum : float\n");
    }
    return """
    class %1$s(Module):
      __parameters__ = %2$s
      __buffers__ = %3$s
      training : bool
    %4$s  def forward(self: __torch__.%1$s, x: Tensor) -> Tensor:
    %5$s\
    """
        .formatted(
            className(index),
            names(layer, true),
            names(layer, false),
            attributes,
            layer.body().indent(4));
  }

  private static String names(Layer layer, boolean parameters) {
    StringBuilder names = new StringBuilder("[");
    for (LayerTensor tensor : layer.tensors()) {
      if ((tensor.kind() == LayerTensor.Kind.PARAMETER) == parameters) {
        names.append('"').append(tensor.name()).append("\", ");
      }
    }
    return names.append(']').toString();
  }

  private String sequenceClass() {
    StringBuilder code =
        new StringBuilder(
            """
            class Layers(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """);
    for (int index = 0; index < layers.size(); index++) {
      code.append("  __annotations__[\"%d\"] = __torch__.%s\n".formatted(index, className(index)));
    }
    code.append("  def forward(self: __torch__.Layers, x: Tensor) -> Tensor:\n");
    String input = "x";
    for (int index = 0; index < layers.size(); index++) {
      String output = "x" + index;
      code.append(
          "    %s = (getattr(self, \"%d\")).forward(%s, )\n".formatted(output, index, input));
      input = output;
    }
    return code.append("    return %s\n".formatted(input)).toString();
  }

  private String modelClass() {
    return """
    class Model(Module):
      __parameters__ = []
      __buffers__ = []
      training : bool
      layers : __torch__.Layers
      def forward(self: __torch__.Model, x: Tensor) -> Tensor:
        return (self.layers).forward(x, )
      def buffers(self: __torch__.Model) -> List[Tensor]:
        return annotate(List[Tensor], [%s])
      def set_batch_norm_exponent(self: __torch__.Model, exponent: float) -> float:
    %s    return exponent
    """
        .formatted(String.join(", ", bufferExpressions()), batchNormMomenta());
  }

  private List<String> bufferExpressions() {
    List<String> expressions = new ArrayList<>();
    for (int index = 0; index < layers.size(); index++) {
      for (LayerTensor tensor : layers.get(index).tensors()) {
        if (tensor.kind() != LayerTensor.Kind.PARAMETER) {
          expressions.add("getattr(self.layers, \"%d\").%s".formatted(index, tensor.name()));
        }
      }
    }
    return expressions;
  }

  /// Forgetting at the same rate per optimizer step: k micro-batches with the momentum `1 - (1 -
  /// m)^(1/k)` keep the share `1 - m` of what was there before the window.
  private String batchNormMomenta() {
    StringBuilder code = new StringBuilder();
    for (int index = 0; index < layers.size(); index++) {
      if (layers.get(index) instanceof Layer.BatchNorm2d) {
        code.append("    layer%1$d = getattr(self.layers, \"%1$d\")\n".formatted(index));
        code.append(
            "    layer%d.momentum = torch.sub(1., torch.pow(%s, exponent))\n"
                .formatted(index, 1 - Layer.BatchNorm2d.MOMENTUM));
      }
    }
    return code.toString();
  }
}
