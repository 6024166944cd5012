package dev.accrue.training.script;

import dev.accrue.format.SafetensorsLayout;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// Writes safetensors files as `safetensors.torch.load_file` reads them.
public final class SafeTensorsWriter {

  private SafeTensorsWriter() {}

  /// Writes a new file.
  ///
  /// @param tensors by name
  public static void write(SequencedMap<String, TensorValue> tensors, Path file)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      write(tensors, out);
    }
  }

  /// Writes to a stream, which stays open.
  public static void write(SequencedMap<String, TensorValue> tensors, OutputStream out)
      throws IOException {
    SafetensorsLayout layout =
        SafetensorsLayout.of(
            tensors.entrySet().stream().map(SafeTensorsWriter::described).toList(), Map.of());
    out.write(layout.head());
    WritableByteChannel channel = Channels.newChannel(out);
    for (SafetensorsLayout.Tensor tensor : layout.tensors()) {
      ByteBuffer bytes = Objects.requireNonNull(tensors.get(tensor.name()), tensor.name()).bytes();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static SafetensorsLayout.Tensor described(Map.Entry<String, TensorValue> entry) {
    TensorValue tensor = entry.getValue();
    return new SafetensorsLayout.Tensor(
        entry.getKey(),
        TensorConversion.stored(tensor.type()),
        tensor.shape(),
        tensor.bytes().remaining());
  }
}
