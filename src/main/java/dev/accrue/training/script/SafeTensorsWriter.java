package dev.accrue.training.script;

import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes safetensors files as `safetensors.torch.load_file` reads them.
public final class SafeTensorsWriter {

  private static final int ALIGNMENT = 8;

  private SafeTensorsWriter() {}

  /// Writes a new file.
  ///
  /// @param tensors by name, in the order in which their bytes are to stand
  public static void write(SequencedMap<String, TensorValue> tensors, Path file)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      write(tensors, out);
    }
  }

  /// Writes to a stream, which stays open.
  public static void write(SequencedMap<String, TensorValue> tensors, OutputStream out)
      throws IOException {
    byte[] header = header(tensors);
    // The header is padded with blanks, so that the tensors lie at multiples of eight.
    int padding = -header.length & (ALIGNMENT - 1);
    ByteBuffer first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(first.putLong(header.length + padding).array());
    out.write(header);
    out.write(" ".repeat(padding).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    WritableByteChannel channel = Channels.newChannel(out);
    for (TensorValue tensor : tensors.values()) {
      ByteBuffer bytes = tensor.bytes();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static byte[] header(SequencedMap<String, TensorValue> tensors) {
    JsonMapper json = new JsonMapper();
    ObjectNode header = json.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, TensorValue> entry : tensors.entrySet()) {
      TensorValue tensor = entry.getValue();
      long end = offset + tensor.bytes().remaining();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", TensorConversion.stored(tensor.type()).name());
      node.set("shape", json.valueToTree(tensor.shape()));
      node.set("data_offsets", json.valueToTree(List.of(offset, end)));
      offset = end;
    }
    return json.writeValueAsBytes(header);
  }
}
