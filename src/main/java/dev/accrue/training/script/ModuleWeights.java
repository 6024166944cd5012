package dev.accrue.training.script;

import dev.accrue.format.TorchArchive;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tensors of a TorchScript archive as weights to start from; its program is not used.
public record ModuleWeights(UserModule module) implements WeightSource {

  private static final int MAX_STORAGE_BYTES = Integer.MAX_VALUE - 16;

  @Override
  public String what() {
    return module.what();
  }

  @Override
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    module.tensors().forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    return shapes;
  }

  @Override
  public boolean converts(String name, ElementType type) {
    return StoredTensors.converts(tensor(name).type().name(), type);
  }

  @Override
  public TensorValue read(String name, ElementType type) throws IOException {
    ModuleTensor tensor = tensor(name);
    ByteBuffer elements = TensorValue.allocate(tensor.type(), tensor.shape());
    try (TorchArchive archive = TorchArchive.open(module.file(), module.what())) {
      tensor.layout().gather(archive.read("data/" + tensor.key(), MAX_STORAGE_BYTES), elements);
    }
    return StoredTensors.convert(tensor.type().name(), tensor.shape(), elements, type);
  }

  private ModuleTensor tensor(String name) {
    return module.tensors().stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("%s has no tensor %s".formatted(what(), name)));
  }
}
