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

  private static final long BATCH_BYTES = 16L << 20;

  /// Fewer than a request may name.
  private static final int BATCH_TENSORS = 1_000;

  private final AttemptApi api;
  private final Path directory;
  private final Lanes lanes;

  /// Makes its files in `directory`.
  CheckpointDownload(AttemptApi api, Path directory, Lanes lanes) {
    this.api = api;
    this.directory = directory;
    this.lanes = lanes;
  }

  /// All tensors of the model and the optimizer by name, each with the digest that the manifest
  /// says.
  Map<String, TensorValue> fetch(CheckpointManifest manifest)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    // The program is written anew from the spec.
    List<TensorEntry> entries =
        manifest.tensors().stream().filter(it -> it.role() != TensorRole.PROGRAM).toList();
    List<Callable<Map<String, TensorValue>>> tasks = new ArrayList<>();
    for (List<TensorEntry> batch :
        Batches.of(entries, TensorEntry::sizeBytes, BATCH_BYTES, BATCH_TENSORS)) {
      tasks.add(() -> fetch(batch));
    }
    Map<String, TensorValue> tensors = new HashMap<>();
    lanes.inParallel(tasks).forEach(tensors::putAll);
    return tensors;
  }

  private Map<String, TensorValue> fetch(List<TensorEntry> batch)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(directory, "tensors-", ".bytes");
    try {
      List<String> digests = api.download(batch, file);
      ByteBuffer bytes = map(file);
      Map<String, TensorValue> tensors = new HashMap<>();
      for (int index = 0; index < batch.size(); index++) {
        TensorEntry entry = batch.get(index);
        requireDigest(entry, digests.get(index));
        int size = Math.toIntExact(entry.sizeBytes());
        tensors.put(
            entry.name(),
            new TensorValue(
                ElementType.valueOf(entry.dtype()),
                entry.shape(),
                bytes.slice(bytes.position(), size)));
        bytes.position(bytes.position() + size);
      }
      return tensors;
    } finally {
      Files.delete(file);
    }
  }

  private static void requireDigest(TensorEntry entry, String actual) {
    if (!actual.equals(entry.sha256())) {
      throw new IllegalStateException(
          "the blob %s arrived with the digest %s".formatted(entry.sha256(), actual));
    }
  }

  /// A mapping outlives the name of its file.
  private static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }
}
