package dev.accrue.training.script;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.format.TorchArchive;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A user's TorchScript module as its archive describes it.
///
/// @param file the archive
/// @param what it is called, for messages
/// @param className of the root, such as `__torch__.Net`
/// @param tensors in the order of PyTorch's `state_dict`, parameters that are shared under their
///   first name only
/// @param batchNorms the submodules that keep running statistics
public record UserModule(
    Path file,
    String what,
    String className,
    ModuleCode code,
    ModuleClass.Forward forward,
    List<ModuleTensor> tensors,
    List<BatchNorm> batchNorms) {

  /// A submodule that keeps running statistics.
  ///
  /// @param path names of attributes from the root
  record BatchNorm(List<String> path, ModuleClass type) {}

  public UserModule {
    tensors = List.copyOf(tensors);
    batchNorms = List.copyOf(batchNorms);
  }

  /// Reads an archive.
  ///
  /// @param what to call it in messages, such as `module net`
  /// @throws TrainingRefusedException when it is not one that can be trained
  public static UserModule read(Path file, String what) throws IOException {
    return ModuleReader.read(file, what);
  }

  /// The module with the methods that the training loop needs around it.
  ///
  /// @param weights in place of the archive's own, by name
  /// @throws TrainingRefusedException when its BatchNorms cannot do what `momentum` asks for
  public TrainableModule trainable(BatchNormMomentum momentum, Map<String, TensorValue> weights) {
    return new TrainableModule(this, momentum, weights);
  }

  /// The names of the tensors that gradients train.
  public List<String> parameterNames() {
    return tensors.stream().filter(ModuleTensor::trained).map(ModuleTensor::name).toList();
  }

  /// The type of the parameters: that of the first one.
  public ElementType parameterType() {
    return tensors.stream()
        .filter(ModuleTensor::trained)
        .map(ModuleTensor::type)
        .findFirst()
        .orElseThrow();
  }

  /// The names of all other tensors.
  public List<String> bufferNames() {
    return tensors.stream().filter(it -> !it.trained()).map(ModuleTensor::name).toList();
  }

  /// Writes the module as its author saved it, with other weights: an archive that `torch.jit.load`
  /// opens.
  ///
  /// @param weights by name; a tensor that is missing stays as it is
  public void export(Map<String, TensorValue> weights, Path target) throws IOException {
    try (TorchArchive source = TorchArchive.open(file, what);
        OutputStream out = Files.newOutputStream(target)) {
      ModuleWriter.writeOriginal(this, source, weights, out);
    }
  }

  /// The module as its author saved it, with the tensors still to be filled in.
  byte[] template() throws IOException {
    try (TorchArchive source = TorchArchive.open(file, what)) {
      return ModuleTemplate.of(this, source);
    }
  }
}
