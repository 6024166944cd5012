package dev.accrue.checkpoint;

import dev.accrue.api.worker.TensorEntry;
import dev.accrue.blob.BlobStore;
import dev.accrue.format.SafetensorsLayout;
import dev.accrue.format.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// Tensors as a safetensors file.
final class SafetensorsExport implements CheckpointExport {

  private final BlobStore blobs;
  private final SequencedMap<String, TensorEntry> tensors;
  private final SafetensorsLayout layout;

  /// @param tensors by their names in the file
  /// @param about what the file says of itself
  SafetensorsExport(
      BlobStore blobs, SequencedMap<String, TensorEntry> tensors, Map<String, String> about) {
    this.blobs = blobs;
    this.tensors = tensors;
    this.layout =
        SafetensorsLayout.of(
            tensors.entrySet().stream()
                .map(it ->
                    new SafetensorsLayout.Tensor(
                        it.getKey(),
                        TensorType.valueOf(it.getValue().dtype()),
                        it.getValue().shape(),
                        it.getValue().sizeBytes()))
                .toList(),
            about);
  }

  @Override
  public long sizeBytes() {
    return layout.sizeBytes();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(layout.head());
    for (SafetensorsLayout.Tensor tensor : layout.tensors()) {
      blobs.read(Objects.requireNonNull(tensors.get(tensor.name())).sha256(), out);
    }
  }

  @Override
  public void close() {}
}
