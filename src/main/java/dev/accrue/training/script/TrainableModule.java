package dev.accrue.training.script;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.format.TorchArchive;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ModelProgram;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A user's module as the training loop trains it: inside a module that has the loop's methods.
public final class TrainableModule implements ModelProgram {

  private final UserModule module;
  private final BatchNormMomentum momentum;
  private final Map<String, TensorValue> weights;

  TrainableModule(UserModule module, BatchNormMomentum momentum, Map<String, TensorValue> weights) {
    this.module = module;
    this.momentum = momentum;
    this.weights = Map.copyOf(weights);
    if (momentum == BatchNormMomentum.ADJUSTED) {
      requireMomenta();
    }
  }

  private void requireMomenta() {
    for (UserModule.BatchNorm norm : module.batchNorms()) {
      if (norm.type().momentum().isEmpty()) {
        throw new TrainingRefusedException(
            "the code of %s does not say the momentum of %s (%s), so it cannot be adjusted to the"
                    .formatted(module.what(), String.join(".", norm.path()), norm.type().name())
                + " window; write training.batchNormMomentum: as-is");
      }
    }
  }

  @Override
  public String name() {
    return "module";
  }

  @Override
  public List<String> parameterNames() {
    return module.parameterNames();
  }

  @Override
  public List<String> bufferNames() {
    return module.bufferNames();
  }

  @Override
  public void writeTo(Path file) throws IOException {
    boolean adjusts = momentum == BatchNormMomentum.ADJUSTED && !module.batchNorms().isEmpty();
    WrapperCode wrapper = new WrapperCode(module, freeName(), adjusts);
    try (TorchArchive source = TorchArchive.open(module.file(), module.what());
        OutputStream out = Files.newOutputStream(file)) {
      ModuleWriter.writeWrapped(module, wrapper, code(), source, weights, out);
    }
  }

  @Override
  public byte[] template() throws IOException {
    return module.template();
  }

  private String freeName() {
    String name = "accrue";
    for (int number = 1; module.code().files().containsKey("code/__torch__/" + name + ".py"); ) {
      name = "accrue" + number++;
    }
    return name;
  }

  /// The module's code, in which BatchNorms and dropouts follow the mode that the loop sets.
  private Map<String, String> code() {
    Map<String, String> files = new HashMap<>(module.code().files());
    module
        .code()
        .classes()
        .values()
        .forEach(type -> {
          boolean frozen = momentum == BatchNormMomentum.FROZEN && type.keepsStatistics();
          String text = frozen ? type.frozen() : type.followingMode();
          if (!text.equals(type.text())) {
            files.computeIfPresent(type.entry(), (entry, file) -> file.replace(type.text(), text));
          }
        });
    return files;
  }
}
