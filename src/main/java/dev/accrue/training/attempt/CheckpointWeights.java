package dev.accrue.training.attempt;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.script.StoredTensors;
import dev.accrue.training.script.WeightSource;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A checkpoint's parameters and buffers as weights to start from. Its optimizer's state and its
/// averaged weights stay behind.
final class CheckpointWeights implements WeightSource {

  private final BlobCache cache;
  private final long optimizerStep;
  private final Map<String, TensorEntry> entries = new LinkedHashMap<>();

  CheckpointWeights(CheckpointManifest manifest, BlobCache cache) {
    this.cache = cache;
    this.optimizerStep = manifest.optimizerStep();
    for (TensorEntry entry : manifest.tensors()) {
      boolean model = entry.role() == TensorRole.PARAMETER || entry.role() == TensorRole.BUFFER;
      if (model && entry.name().startsWith(TrainingTensors.MODEL)) {
        entries.put(entry.name().substring(TrainingTensors.MODEL.length()), entry);
      }
    }
  }

  @Override
  public String what() {
    return "the checkpoint at optimizer step " + optimizerStep;
  }

  @Override
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    entries.forEach((name, entry) -> shapes.put(name, entry.shape()));
    return shapes;
  }

  @Override
  public boolean converts(String name, ElementType type) {
    return StoredTensors.converts(entry(name).dtype(), type);
  }

  @Override
  public TensorValue read(String name, ElementType type) throws IOException {
    TensorEntry entry = entry(name);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(cache.fetch(entry.sha256())));
      return StoredTensors.convert(entry.dtype(), entry.shape(), bytes, type);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while weights were fetched", e);
    }
  }

  private TensorEntry entry(String name) {
    TensorEntry entry = entries.get(name);
    if (entry == null) {
      throw new TrainingRefusedException("%s has no tensor %s".formatted(what(), name));
    }
    return entry;
  }
}
