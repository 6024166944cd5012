package dev.accrue.training.attempt;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Brings a checkpoint's tensors from the server, several at once. They stand in mapped files
/// without names: outside the heap, which is smaller than many checkpoints, and gone with the
/// process.
final class CheckpointDownload {

  private final AttemptApi api;
  private final Path directory;

  /// Makes its files in `directory`.
  CheckpointDownload(AttemptApi api, Path directory) {
    this.api = api;
    this.directory = directory;
  }

  /// All tensors of the model and the optimizer by name, each with the digest that the manifest
  /// says.
  Map<String, TensorValue> fetch(CheckpointManifest manifest)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    // The program is written anew from the spec.
    List<TensorEntry> entries =
        manifest.tensors().stream().filter(it -> it.role() != TensorRole.PROGRAM).toList();
    List<Callable<TensorValue>> tasks = new ArrayList<>();
    for (TensorEntry entry : entries) {
      tasks.add(() -> fetch(entry));
    }
    List<TensorValue> values = Lanes.inParallel("checkpoint-download", tasks);
    Map<String, TensorValue> tensors = new HashMap<>();
    for (int index = 0; index < values.size(); index++) {
      tensors.put(entries.get(index).name(), values.get(index));
    }
    return tensors;
  }

  private TensorValue fetch(TensorEntry entry) throws IOException, InterruptedException {
    Path file = Files.createTempFile(directory, "tensor-", ".bytes");
    try {
      String actual = api.download(entry.sha256(), file);
      if (!actual.equals(entry.sha256())) {
        throw new IllegalStateException(
            "the blob %s arrived with the digest %s".formatted(entry.sha256(), actual));
      }
      return new TensorValue(ElementType.valueOf(entry.dtype()), entry.shape(), map(file));
    } finally {
      Files.delete(file);
    }
  }

  /// A mapping outlives the name of its file.
  private static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }
}
