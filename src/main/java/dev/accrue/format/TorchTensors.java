package dev.accrue.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The tensors of a TorchScript archive by the names that PyTorch gives them, as the archive's own
/// description says. Neither its program nor the bytes of a tensor are looked at, so that a module
/// which cannot be trained has a list as well.
public final class TorchTensors {

  private static final int MAX_TENSORS = 100_000;
  private static final int MAX_MODULES = 100_000;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NAME = 1_000;
  private static final String FIX = "save the module with torch.jit.save";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("DoubleStorage", "F64"),
          Map.entry("FloatStorage", "F32"),
          Map.entry("HalfStorage", "F16"),
          Map.entry("BFloat16Storage", "BF16"),
          Map.entry("LongStorage", "I64"),
          Map.entry("IntStorage", "I32"),
          Map.entry("ShortStorage", "I16"),
          Map.entry("CharStorage", "I8"),
          Map.entry("ByteStorage", "U8"),
          Map.entry("BoolStorage", "BOOL"));

  private final String what;
  private final List<StoredTensor> tensors = new ArrayList<>();
  private final Set<List<Object>> trainedPlaces = new HashSet<>();
  private int modules;

  private TorchTensors(String what) {
    this.what = what;
  }

  /// Reads the list.
  ///
  /// @param what the file is, for messages
  /// @throws FormatException when the archive's description is none, or describes too much
  public static List<StoredTensor> read(TorchArchive archive, String what) throws IOException {
    Pickled root = PickleReader.read(what, archive.read("data.pkl", PickleReader.MAX_BYTES));
    TorchTensors reader = new TorchTensors(what);
    if (root instanceof Pickled.Instance module) {
      reader.walk(module, "", 0);
    }
    return List.copyOf(reader.tensors);
  }

  /// A description may be a graph: what is shared is walked each time, and all of it is bounded.
  private void walk(Pickled.Instance module, String path, int depth) {
    if (depth > MAX_DEPTH || ++modules > MAX_MODULES) {
      throw refused("its modules are nested or shared beyond any use");
    }
    if (!(module.state().orElse(null) instanceof Pickled.Dictionary state)) {
      return;
    }
    state
        .entries()
        .forEach((name, value) -> {
          if (value instanceof Pickled.Call call) {
            TensorPickle.read(call).ifPresent(tensor -> add(child(path, name), tensor));
          }
        });
    state
        .entries()
        .forEach((name, value) -> {
          if (value instanceof Pickled.Instance inner) {
            walk(inner, child(path, name), depth + 1);
          }
        });
  }

  private String child(String path, String name) {
    String child = path.isEmpty() ? name : path + "." + name;
    if (child.length() > MAX_NAME) {
      throw refused("a name in it has more than %,d characters".formatted(MAX_NAME));
    }
    return child;
  }

  private void add(String name, TensorPickle tensor) {
    // A parameter that two modules share is one parameter, and PyTorch names it once.
    List<Object> place = List.of(tensor.key(), tensor.offset(), tensor.shape());
    if (tensor.requiresGradient() && !trainedPlaces.add(place)) {
      return;
    }
    if (tensors.size() == MAX_TENSORS) {
      throw refused("it has more than %,d tensors".formatted(MAX_TENSORS));
    }
    String type = TYPES.getOrDefault(tensor.storageClass(), tensor.storageClass());
    tensors.add(
        new StoredTensor(
            name, type, tensor.shape(), elements(name, tensor), tensor.requiresGradient()));
  }

  private long elements(String name, TensorPickle tensor) {
    try {
      if (tensor.shape().stream().allMatch(extent -> extent >= 0)) {
        return tensor.shape().stream().reduce(1L, Math::multiplyExact);
      }
    } catch (ArithmeticException e) {
      // No file holds as many.
    }
    throw refused("its tensor %.100s has the shape %s".formatted(name, tensor.shape()));
  }

  private FormatException refused(String why) {
    return new FormatException(what, why, FIX);
  }
}
