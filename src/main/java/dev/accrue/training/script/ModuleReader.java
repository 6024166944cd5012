package dev.accrue.training.script;

import dev.accrue.format.FormatException;
import dev.accrue.format.PickleReader;
import dev.accrue.format.Pickled;
import dev.accrue.format.TensorPickle;
import dev.accrue.format.TorchArchive;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads a TorchScript archive: its classes, the tree of its modules, and the tensors with the
/// names that PyTorch gives them. Nothing of it is executed.
final class ModuleReader {

  private static final long MAX_FILE_BYTES = 8L << 30;
  private static final int MAX_CODE_BYTES = 16 << 20;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_MODULES = 20_000;
  private static final int MAX_TENSORS = 9_000;
  private static final int MAX_NAME = 250;
  private static final Pattern ATTRIBUTE = Pattern.compile("[^\"\\\\\\p{Cc}./]{1,200}");
  private static final Pattern CLASS_NAME = Pattern.compile("__torch__(\\.\\w+)+");

  /// What the pickles of a module may name besides its own classes.
  private static final Set<String> KNOWN =
      Set.of(
          "collections.OrderedDict",
          "torch._utils._rebuild_tensor_v2",
          "torch.device",
          "torch.jit._pickle.restore_type_tag",
          "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.jit._pickle.build_tensorlist");

  private static final Pattern STORAGE = Pattern.compile("torch\\.[A-Z][A-Za-z0-9]*Storage");

  private final TorchArchive zip;
  private final String what;
  private final ModuleCode code;
  private final List<ModuleTensor> tensors = new ArrayList<>();
  private final List<UserModule.BatchNorm> batchNorms = new ArrayList<>();
  private final Map<String, Integer> trainedStorages = new LinkedHashMap<>();
  private int modules;

  private ModuleReader(TorchArchive zip, String what, ModuleCode code) {
    this.zip = zip;
    this.what = what;
    this.code = code;
  }

  static UserModule read(Path file, String what) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new TrainingRefusedException(
          "%s has %,d bytes, more than the %,d that are taken"
              .formatted(what, Files.size(file), MAX_FILE_BYTES));
    }
    try (TorchArchive zip = TorchArchive.open(file, what)) {
      return new ModuleReader(zip, what, code(zip, what)).read(file);
    } catch (FormatException e) {
      throw new TrainingRefusedException(
          "%s is not a TorchScript archive: %s; %s".formatted(what, e.reason(), e.fix()));
    } catch (ArithmeticException e) {
      throw new TrainingRefusedException(
          what + " has a tensor of more elements than there can be; save the module again");
    }
  }

  private static ModuleCode code(TorchArchive zip, String what) throws IOException {
    zip.requireProgram();
    Map<String, String> files = new TreeMap<>();
    int left = MAX_CODE_BYTES;
    for (String name : zip.names()) {
      if (name.startsWith("code/") && name.endsWith(".py")) {
        byte[] text = zip.read(name, left).array();
        left -= text.length;
        files.put(name, new String(text, StandardCharsets.UTF_8));
      }
    }
    return ModuleCode.of(what, files);
  }

  private UserModule read(Path file) throws IOException {
    requireLittleEndian();
    Pickled root = pickle("data.pkl");
    if (zip.has("constants.pkl")) {
      requireKnown(pickle("constants.pkl"));
    }
    requireKnown(root);
    if (!(root instanceof Pickled.Instance module)) {
      throw refused("its root is no module; save the module itself with torch.jit.save");
    }
    String className = module.type().qualified();
    ModuleClass.Forward forward = forward(className);
    walk(module, List.of());
    if (tensors.stream().noneMatch(ModuleTensor::trained)) {
      throw refused("it has no parameter that is trained (requires_grad); there is nothing to do");
    }
    if (tensors.stream().filter(ModuleTensor::trained).map(ModuleTensor::type).distinct().count()
        > 1) {
      throw refused("its parameters are of several types; convert them with module.float()");
    }
    return new UserModule(file, what, className, code, forward, tensors, batchNorms);
  }

  private void requireLittleEndian() throws IOException {
    if (zip.has("byteorder")
        && !new String(zip.read("byteorder", 16).array(), StandardCharsets.UTF_8)
            .equals("little")) {
      throw refused("it was saved on a big-endian machine; save it on a little-endian one");
    }
  }

  private Pickled pickle(String name) throws IOException {
    ByteBuffer bytes = zip.read(name, PickleReader.MAX_BYTES);
    try {
      return PickleReader.read("%s of %s".formatted(name, what), bytes);
    } catch (FormatException e) {
      throw new TrainingRefusedException(String.valueOf(e.getMessage()));
    }
  }

  private ModuleClass.Forward forward(String className) {
    ModuleClass.Forward forward =
        requireClass(className)
            .findForward()
            .orElseThrow(() -> refused("its class %s has no forward".formatted(className)));
    List<String> parameters = splitParameters(forward.parameters());
    boolean one =
        !parameters.isEmpty()
            && parameters.getFirst().matches("\\w+: Tensor")
            && parameters.stream().skip(1).allMatch(parameter -> parameter.contains("="));
    if (!one) {
      throw refused(
          "its forward takes (%s), and is to take the features, one Tensor; give further arguments"
                  .formatted(forward.parameters())
              + " a default");
    }
    WrapperCode.requireOutputs(what, forward.result());
    return forward;
  }

  /// Splits at commas outside of brackets.
  private static List<String> splitParameters(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int index = 0; index <= text.length(); index++) {
      char at = index == text.length() ? ',' : text.charAt(index);
      if (at == '[' || at == '(' || at == '{') {
        depth++;
      } else if (at == ']' || at == ')' || at == '}') {
        depth--;
      } else if (at == ',' && depth == 0) {
        parts.add(text.substring(from, index).strip());
        from = index + 1;
      }
    }
    return parts.stream().filter(part -> !part.isEmpty()).toList();
  }

  private ModuleClass requireClass(String name) {
    if (!CLASS_NAME.matcher(name).matches()) {
      throw refused("its class %s is none of its own code's".formatted(shortened(name)));
    }
    return code.find(name).orElseThrow(() -> refused("its code has no class " + shortened(name)));
  }

  /// Every name in a pickle is one of those that modules need. Walks each value once.
  private void requireKnown(Pickled root) {
    IdentityHashMap<Pickled, Boolean> seen = new IdentityHashMap<>();
    List<Pickled> toSee = new ArrayList<>(List.of(root));
    while (!toSee.isEmpty()) {
      Pickled value = toSee.removeLast();
      if (seen.put(value, true) != null) {
        continue;
      }
      switch (value) {
        case Pickled.Global global -> requireKnown(global);
        case Pickled.Instance instance -> {
          toSee.add(instance.type());
          instance.state().ifPresent(toSee::add);
        }
        case Pickled.Call call -> {
          toSee.add(call.function());
          toSee.add(call.arguments());
        }
        case Pickled.Persistent persistent -> toSee.add(persistent.identifier());
        case Pickled.Sequence sequence -> toSee.addAll(sequence.items());
        case Pickled.Dictionary dictionary -> toSee.addAll(dictionary.entries().values());
        case Pickled.Nothing _,
            Pickled.Flag _,
            Pickled.Whole _,
            Pickled.Real _,
            Pickled.Text _ -> {}
      }
    }
  }

  private void requireKnown(Pickled.Global global) {
    String name = global.qualified();
    boolean own =
        CLASS_NAME.matcher(name).matches() && !name.startsWith("__torch__.torch.classes.");
    if (!own && !KNOWN.contains(name) && !STORAGE.matcher(name).matches()) {
      throw refused(
          "it names %s, which a module of plain tensors has no use for (quantized and packed modules"
                  .formatted(shortened(name))
              + " cannot be trained); save the module that you would train in Python");
    }
  }

  private void walk(Pickled.Instance module, List<String> path) {
    if (path.size() > MAX_DEPTH || ++modules > MAX_MODULES) {
      throw refused("its modules are nested or shared beyond any use");
    }
    ModuleClass type = requireClass(module.type().qualified());
    if (!(module.state().orElse(null) instanceof Pickled.Dictionary state)) {
      throw refused(
          "its class %s saves a state of its own (__getstate__), which is not read; remove that"
              .formatted(type.name()));
    }
    List<String> parameters = type.parameters();
    List<String> buffers = type.buffers();
    if (type.keepsStatistics() && state.entries().get("running_mean") instanceof Pickled.Call) {
      batchNorms.add(new UserModule.BatchNorm(path, type));
    }
    state
        .entries()
        .forEach((name, value) -> {
          if (value instanceof Pickled.Call call
              && (parameters.contains(name) || buffers.contains(name))) {
            add(call, child(path, name), parameters.contains(name));
          }
        });
    state
        .entries()
        .forEach((name, value) -> {
          if (value instanceof Pickled.Instance child
              && code.find(child.type().qualified()).isPresent()) {
            walk(child, child(path, name));
          }
        });
  }

  private List<String> child(List<String> path, String name) {
    if (!ATTRIBUTE.matcher(name).matches()) {
      throw refused("it has an attribute called %s".formatted(shortened(name)));
    }
    List<String> child = new ArrayList<>(path);
    child.add(name);
    return child;
  }

  private void add(Pickled.Call call, List<String> path, boolean parameter) {
    TensorPickle read = TensorPickle.read(call).orElseThrow(() -> notATensor(path));
    ModuleTensor tensor =
        new ModuleTensor(
            path,
            parameter
                ? read.requiresGradient() ? ModuleTensor.Kind.PARAMETER : ModuleTensor.Kind.FROZEN
                : ModuleTensor.Kind.BUFFER,
            ElementType.findByStorageClass(read.storageClass())
                .orElseThrow(() ->
                    refused(
                        "its tensor %s is a %s; convert the module with module.float()"
                            .formatted(String.join(".", path), read.storageClass()))),
            read.key(),
            read.offset(),
            read.shape(),
            read.strides());
    requireStored(tensor);
    // A parameter that two modules share is one parameter, and PyTorch names it once.
    boolean first =
        trainedStorages.putIfAbsent(tensor.key() + "/" + tensor.offset(), tensors.size()) == null;
    if (first || !parameter) {
      tensors.add(tensor);
    }
    if (tensors.size() > MAX_TENSORS || tensor.name().length() > MAX_NAME) {
      throw refused(
          "it has more than %,d tensors or names of more than %d characters"
              .formatted(MAX_TENSORS, MAX_NAME));
    }
  }

  private void requireStored(ModuleTensor tensor) {
    long bytes = zip.findSize("data/" + tensor.key()).orElse(-1L);
    boolean sane =
        tensor.offset() >= 0
            && tensor.shape().size() == tensor.strides().size()
            && tensor.shape().stream().allMatch(extent -> extent >= 0)
            && tensor.strides().stream().allMatch(stride -> stride >= 0);
    if (!sane || bytes < Math.multiplyExact(tensor.storageElements(), tensor.type().bytes())) {
      throw refused(
          "its tensor %s of shape %s does not lie in the %,d bytes of its storage"
              .formatted(tensor.name(), tensor.shape(), bytes));
    }
    boolean computes = tensor.type() == ElementType.F32 || tensor.type() == ElementType.F64;
    if (tensor.kind() != ModuleTensor.Kind.BUFFER && !computes) {
      throw refused("its parameter %s is a %s".formatted(tensor.name(), tensor.type()));
    }
  }

  private TrainingRefusedException notATensor(List<String> path) {
    return refused("its attribute %s is no plain tensor".formatted(String.join(".", path)));
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }

  private TrainingRefusedException refused(String why) {
    return new TrainingRefusedException("%s cannot be trained: %s".formatted(what, why));
  }
}
