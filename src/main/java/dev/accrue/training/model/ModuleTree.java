package dev.accrue.training.model;

import dev.accrue.architecture.Layer;
import dev.accrue.architecture.LayerTensor;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.ScriptObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The modules of a program: which tensors each holds, and which others stand inside.
final class ModuleTree {

  private final String path;
  private final String className;
  private final SequencedMap<String, LayerTensor> tensors = new LinkedHashMap<>();
  private final SequencedMap<String, ModuleTree> children = new LinkedHashMap<>();

  private ModuleTree(String path, String className) {
    this.path = path;
    this.className = className;
  }

  static ModuleTree of(List<Layer.Part> parts) {
    ModuleTree root = new ModuleTree("", "Model");
    parts.forEach(root::add);
    return root;
  }

  private void add(Layer.Part part) {
    if (!part.layer().hasTensors()) {
      return;
    }
    ModuleTree module = part.name().isEmpty() ? this : child(part.name());
    part.layer().tensors().forEach(tensor -> module.tensors.put(tensor.name(), tensor));
    part.layer().parts().forEach(module::add);
  }

  private ModuleTree child(String name) {
    String inner = path.isEmpty() ? name : path + "." + name;
    return children.computeIfAbsent(
        name, _ -> new ModuleTree(inner, "M_" + inner.replace('.', '_')));
  }

  /// The names of all parameters, or of all other tensors.
  List<String> names(boolean parameters) {
    List<String> names = new ArrayList<>();
    tensors.forEach((name, tensor) -> {
      if (isParameter(tensor) == parameters) {
        names.add(path.isEmpty() ? name : path + "." + name);
      }
    });
    children.values().forEach(child -> names.addAll(child.names(parameters)));
    return names;
  }

  private static boolean isParameter(LayerTensor tensor) {
    return tensor.kind() == LayerTensor.Kind.PARAMETER;
  }

  ScriptObject object(LayeredModel.TensorSource source, ElementType elementType) {
    ScriptObject object = new ScriptObject(className);
    tensors.forEach((name, tensor) -> {
      ElementType type = tensor.kind() == LayerTensor.Kind.COUNTER ? ElementType.I64 : elementType;
      String full = path.isEmpty() ? name : path + "." + name;
      object.with(name, source.value(full, tensor, type), isParameter(tensor));
    });
    children.forEach((name, child) -> object.with(name, child.object(source, elementType)));
    return object;
  }

  /// The classes of all modules but the root, inner ones first.
  String innerClasses() {
    StringBuilder code = new StringBuilder();
    children.values().forEach(child -> code.append(child.innerClasses()).append(child.header()));
    return code.toString();
  }

  /// The class's name and attributes.
  String header() {
    StringBuilder code = new StringBuilder("class %s(Module):\n".formatted(className));
    code.append("  __parameters__ = %s\n".formatted(list(true)));
    code.append("  __buffers__ = %s\n".formatted(list(false)));
    code.append("  training : bool\n");
    tensors.keySet().forEach(name -> code.append("  %s : Tensor\n".formatted(name)));
    children.forEach((name, child) ->
        code.append(
            Character.isDigit(name.charAt(0))
                ? "  __annotations__[\"%s\"] = __torch__.%s\n".formatted(name, child.className)
                : "  %s : __torch__.%s\n".formatted(name, child.className)));
    return code.toString();
  }

  private String list(boolean parameters) {
    StringBuilder names = new StringBuilder("[");
    tensors.forEach((name, tensor) -> {
      if (isParameter(tensor) == parameters) {
        names.append('"').append(name).append("\", ");
      }
    });
    return names.append(']').toString();
  }
}
