package dev.accrue.training.attempt;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Brings a checkpoint's tensors from the server, several at once, into memory: they are read once
/// and no other attempt asks for them, so no file holds them in between.
final class CheckpointDownload {

  private final AttemptApi api;

  CheckpointDownload(AttemptApi api) {
    this.api = api;
  }

  /// All tensors by name, each with the digest that the manifest says.
  Map<String, TensorValue> fetch(CheckpointManifest manifest) throws InterruptedException {
    List<Callable<TensorValue>> tasks = new ArrayList<>();
    for (TensorEntry entry : manifest.tensors()) {
      tasks.add(() -> fetch(entry));
    }
    List<TensorValue> values = Lanes.inParallel("checkpoint-download", tasks);
    Map<String, TensorValue> tensors = new HashMap<>();
    for (int index = 0; index < values.size(); index++) {
      tensors.put(manifest.tensors().get(index).name(), values.get(index));
    }
    return tensors;
  }

  private TensorValue fetch(TensorEntry entry) throws InterruptedException {
    byte[] bytes = api.download(entry.sha256(), Math.toIntExact(entry.sizeBytes()));
    String actual = Sha256.of(ByteBuffer.wrap(bytes));
    if (!actual.equals(entry.sha256())) {
      throw new IllegalStateException(
          "the blob %s arrived with the digest %s".formatted(entry.sha256(), actual));
    }
    return new TensorValue(
        ElementType.valueOf(entry.dtype()), entry.shape(), ByteBuffer.wrap(bytes));
  }
}
