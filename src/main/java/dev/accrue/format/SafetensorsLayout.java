package dev.accrue.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How tensors lie in a safetensors file that is to be written: its first bytes, and the order of
/// the tensors' bytes after them. Tensors of wide elements come first, so that each lies at a
/// multiple of its element's size, as the official writer has it.
///
/// @param header padded with blanks, so that the tensors lie at multiples of eight
/// @param tensors in the order of their bytes
/// @param sizeBytes of the whole file
public record SafetensorsLayout(String header, List<Tensor> tensors, long sizeBytes) {

  private static final int ALIGNMENT = 8;
  private static final JsonMapper JSON = new JsonMapper();

  /// A tensor that is to be written.
  public record Tensor(String name, TensorType type, List<Long> shape, long sizeBytes) {}

  /// The layout of these tensors.
  ///
  /// @param metadata what the file says of itself
  public static SafetensorsLayout of(List<Tensor> tensors, Map<String, String> metadata) {
    List<Tensor> ordered = new ArrayList<>(tensors);
    ordered.sort(Comparator.comparingInt((Tensor tensor) -> -tensor.type().bytes()));
    ObjectNode header = JSON.createObjectNode();
    ObjectNode about = header.putObject(SafetensorsHeader.METADATA).put("format", "pt");
    // In one order, or two servers would write different files for the same tensors.
    new TreeMap<>(metadata).forEach(about::put);
    long offset = 0;
    for (Tensor tensor : ordered) {
      ObjectNode node = header.putObject(tensor.name());
      node.put("dtype", tensor.type().name());
      tensor.shape().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(offset).add(offset + tensor.sizeBytes());
      offset += tensor.sizeBytes();
    }
    String text = JSON.writeValueAsString(header);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    int padding = -bytes & (ALIGNMENT - 1);
    return new SafetensorsLayout(
        text + " ".repeat(padding), List.copyOf(ordered), Long.BYTES + bytes + padding + offset);
  }

  /// What comes before the tensors: the header's length and the header.
  public byte[] head() {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
