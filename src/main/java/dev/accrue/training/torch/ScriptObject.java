package dev.accrue.training.torch;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A module object of an archive: the name of its class in the archive's code, and its attributes
/// in the order of their declaration.
public final class ScriptObject {

  private final String className;
  private final SequencedMap<String, Attribute> attributes = new LinkedHashMap<>();

  /// A value that a module holds.
  sealed interface Attribute {
    /// Whether the module is in training mode, which is decided when an archive is written.
    record Training() implements Attribute {}

    record Real(double value) implements Attribute {}

    record Tensor(TensorValue value, boolean trained) implements Attribute {}

    record Submodule(ScriptObject value) implements Attribute {}
  }

  /// A module without attributes of its own.
  public ScriptObject(String className) {
    this.className = className;
    attributes.put("training", new Attribute.Training());
  }

  /// Adds a number.
  public ScriptObject with(String name, double value) {
    attributes.put(name, new Attribute.Real(value));
    return this;
  }

  /// Adds a parameter (`trained`) or a buffer.
  public ScriptObject with(String name, TensorValue value, boolean trained) {
    attributes.put(name, new Attribute.Tensor(value, trained));
    return this;
  }

  /// Adds a submodule.
  public ScriptObject with(String name, ScriptObject submodule) {
    attributes.put(name, new Attribute.Submodule(submodule));
    return this;
  }

  String className() {
    return className;
  }

  SequencedMap<String, Attribute> attributes() {
    return attributes;
  }
}
