package dev.accrue.training.model;

import dev.accrue.api.spec.Precision;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.architecture.BatchNorm;
import dev.accrue.architecture.LayerTensor;
import dev.accrue.architecture.Network;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.ModelProgram;
import dev.accrue.training.torch.ScriptObject;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A model as layers, and the TorchScript module that it is written as: a `Model` whose tensors are
/// called as in PyTorch, `layers.0.weight` or `trunk.0.weight` and `heads.digit.0.weight`. All
/// statements stand in the root's methods: submodules hold tensors and compute nothing, since a
/// call of another module's method costs time in each forward.
///
/// @param cuts whether training may cut the graph at wide layers and have oneDNN compute them
public record LayeredModel(Network network, Precision precision, DeviceKind device, boolean cuts) {

  /// A model that is trained on a CPU, by libtorch's autograd alone.
  public LayeredModel(Network network, Precision precision) {
    this(network, precision, DeviceKind.CPU, false);
  }

  /// The same model, with the operators that suit a device.
  ///
  /// @param mayCut whether the graph may be cut there
  public LayeredModel on(DeviceKind other, boolean mayCut) {
    return new LayeredModel(network, precision, other, mayCut);
  }

  /// Where a tensor's content comes from.
  @FunctionalInterface
  public interface TensorSource {
    /// The content of the tensor with this name in the model.
    TensorValue value(String name, LayerTensor tensor, ElementType elementType);
  }

  /// The program with its tensors, for whoever opens it.
  public TorchArchive archive(TensorSource tensors) {
    ModuleTree tree = ModuleTree.of(network.parts());
    return archive(tree, object(tree, tensors), List.of());
  }

  private ScriptObject object(ModuleTree tree, TensorSource tensors) {
    return tree.object(tensors, ElementType.of(precision))
        .with("batch_norm_momentum", BatchNorm.MOMENTUM);
  }

  private TorchArchive archive(ModuleTree tree, ScriptObject root, List<Network.Cut> at) {
    return new TorchArchive("model", tree.innerClasses() + code(tree, at).text(), root);
  }

  private ModelCode code(ModuleTree tree, List<Network.Cut> at) {
    List<Integer> layers = at.stream().map(Network.Cut::index).toList();
    return new ModelCode(network, tree, precision, device, layers);
  }

  private List<Network.Cut> whereCut() {
    boolean suits = cuts && device == DeviceKind.CPU && precision == Precision.FP32;
    return suits ? network.cuts() : List.of();
  }

  /// The program with its tensors, ready to be trained.
  public ModelProgram program(TensorSource tensors) {
    List<Network.Cut> at = whereCut();
    ModuleTree tree = ModuleTree.of(network.parts());
    ScriptObject root = object(tree, tensors);
    TorchArchive archive = archive(tree, root, at);
    byte[] template = archive(tree, root, List.of()).template();
    List<String> parameters = tree.names(true);
    boolean splits = code(tree, at).splits();
    List<String> buffers = tree.names(false);
    return new ModelProgram() {
      @Override
      public String name() {
        return archive.name();
      }

      @Override
      public void writeTo(Path file) throws IOException {
        archive.writeTo(file);
      }

      @Override
      public byte[] template() {
        return template.clone();
      }

      @Override
      public List<String> parameterNames() {
        return parameters;
      }

      @Override
      public List<String> bufferNames() {
        return buffers;
      }

      @Override
      public int taskMethods() {
        return network.outputs();
      }

      @Override
      public boolean splitsAtDraws() {
        return splits;
      }

      @Override
      public List<Cut> cuts() {
        return at.stream().map(cut -> new Cut(cut.weight(), cut.bias())).toList();
      }

      @Override
      public long mostSamplesOfCuts() {
        return at.stream().mapToLong(Network.Cut::mostSamples).min().orElse(0);
      }
    };
  }

  /// The names of all buffers, in the order of the program's method `buffers`.
  public List<String> bufferNames() {
    return ModuleTree.of(network.parts()).names(false);
  }

  /// How many numbers are trained.
  public long parameters() {
    return network.parameters();
  }

  /// The layers for people: names, kinds, shapes of one sample behind each, and parameters.
  public String describe() {
    List<String> lines = new ArrayList<>();
    for (Network.Row row : network.describe()) {
      lines.add(
          "%-40s %-18s %-20s %,12d"
              .formatted(row.name(), row.kind(), row.output(), row.parameters()));
    }
    lines.add(String.format(Locale.ROOT, "%,d parameters", parameters()));
    return String.join("\n", lines);
  }
}
