package dev.accrue.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A value of a pickle, as a description: nothing of what it names has been called. A value that
/// the pickle refers to several times is the same instance each time, so that a description may be
/// a graph, and whoever walks it has to bound the walk.
public sealed interface Pickled {

  /// `None`.
  record Nothing() implements Pickled {}

  /// `True` or `False`.
  record Flag(boolean value) implements Pickled {}

  /// A whole number of at most 64 bits.
  record Whole(long value) implements Pickled {}

  /// A floating-point number.
  record Real(double value) implements Pickled {}

  /// A string.
  record Text(String value) implements Pickled {}

  /// Something by its name.
  record Global(String module, String name) implements Pickled {
    /// The name with its module before it.
    public String qualified() {
      return module + "." + name;
    }
  }

  /// What a persistent identifier stands for: a tensor's storage.
  record Persistent(Pickled identifier) implements Pickled {}

  /// A function's result.
  record Call(Global function, Pickled arguments) implements Pickled {}

  /// A tuple or a list.
  final class Sequence implements Pickled {
    private final List<Pickled> items;

    Sequence(List<Pickled> items) {
      this.items = items;
    }

    /// What is in it.
    public List<Pickled> items() {
      return items;
    }
  }

  /// A dictionary, in its order. Keys that are no strings are not kept.
  final class Dictionary implements Pickled {
    private final Map<String, Pickled> entries;

    Dictionary(Map<String, Pickled> entries) {
      this.entries = entries;
    }

    /// What is in it, by name.
    public Map<String, Pickled> entries() {
      return entries;
    }
  }

  /// An object of a class, with the state that it was given.
  final class Instance implements Pickled {
    private final Global type;
    private @Nullable Pickled state;

    Instance(Global type) {
      this.type = type;
    }

    /// Its class.
    public Global type() {
      return type;
    }

    /// What was given to it, if anything was.
    public Optional<Pickled> state() {
      return Optional.ofNullable(state);
    }

    void build(Pickled given) {
      state = given;
    }
  }
}
