package dev.accrue.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The header of a safetensors file (https://huggingface.co/docs/safetensors): its length in eight
/// little-endian bytes, then JSON such as `{"name": {"dtype": "F32", "shape": [2, 3],
/// "data_offsets": [0, 24]}, …}`, where `__metadata__` is not a tensor. The offsets cover the rest
/// of the file exactly.
///
/// @param dataStart where the tensors begin in the file
/// @param tensors by name, in the order of their bytes
/// @param metadata what the file says of itself
public record SafetensorsHeader(
    long dataStart, SequencedMap<String, Entry> tensors, Map<String, String> metadata) {

  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_TENSORS = 100_000;
  private static final int MAX_DIMENSIONS = 16;
  private static final int MAX_NAME = 1_000;
  static final String METADATA = "__metadata__";

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxNameLength(MAX_NAME)
                          .maxNumberLength(30)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  /// A tensor.
  ///
  /// @param begin offset of its first byte behind the header
  /// @param end offset behind its last byte
  public record Entry(TensorType type, List<Long> shape, long begin, long end) {

    public Entry {
      shape = List.copyOf(shape);
    }
  }

  /// Reads and checks the header of an open file.
  ///
  /// @param what to call it in messages
  /// @throws FormatException when it is no safetensors file
  public static SafetensorsHeader read(FileChannel file, String what) throws IOException {
    Reader reader = new Reader(what, file.size());
    long length = reader.length(bytes(file, 0, (int) Math.min(Long.BYTES, file.size())));
    ByteBuffer header = bytes(file, Long.BYTES, (int) length);
    ObjectNode root = reader.parse(header);
    return new SafetensorsHeader(
        Long.BYTES + length,
        reader.tensors(root, header.remaining()),
        Reader.metadata(root.get(METADATA)));
  }

  private static ByteBuffer bytes(FileChannel file, long from, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private record Reader(String what, long fileBytes) {

    /// The header's length from the file's first eight bytes.
    long length(ByteBuffer first) {
      if (first.remaining() < Long.BYTES) {
        throw refused("it has only %d bytes".formatted(fileBytes));
      }
      long length = first.getLong();
      if (length < 2 || length > MAX_BYTES || length > fileBytes - Long.BYTES) {
        throw refused(
            "its header would have %s bytes; a header has 2 to %,d and lies in the file"
                .formatted(Long.toUnsignedString(length), MAX_BYTES));
      }
      return length;
    }

    /// The tensors by name, in the order of their bytes.
    SequencedMap<String, Entry> tensors(ObjectNode root, int headerBytes) {
      long dataBytes = fileBytes - Long.BYTES - headerBytes;
      List<Map.Entry<String, Entry>> entries = new ArrayList<>();
      for (Map.Entry<String, JsonNode> field : root.properties()) {
        if (!field.getKey().equals(METADATA)) {
          entries.add(Map.entry(field.getKey(), entry(field.getKey(), field.getValue())));
        }
      }
      if (entries.isEmpty() || entries.size() > MAX_TENSORS) {
        throw refused(
            "it has %,d tensors; 1 to %,d are read".formatted(entries.size(), MAX_TENSORS));
      }
      entries.sort(
          Comparator.<Map.Entry<String, Entry>>comparingLong(it -> it.getValue().begin())
              .thenComparingLong(it -> it.getValue().end()));
      requireNoGap(entries, dataBytes);
      SequencedMap<String, Entry> byName = new LinkedHashMap<>();
      entries.forEach(it -> byName.put(it.getKey(), it.getValue()));
      return byName;
    }

    /// Its texts; whatever else stands there is passed over.
    static Map<String, String> metadata(@Nullable JsonNode node) {
      Map<String, String> texts = new LinkedHashMap<>();
      if (node instanceof ObjectNode object) {
        object.properties().stream()
            .filter(it -> it.getValue().isString())
            .forEach(it -> texts.put(it.getKey(), it.getValue().stringValue()));
      }
      return texts;
    }

    ObjectNode parse(ByteBuffer header) {
      try {
        byte[] text = new byte[header.remaining()];
        header.duplicate().get(text);
        JsonNode root = JSON.readTree(text);
        if (root instanceof ObjectNode object) {
          return object;
        }
        throw refused("its header is no JSON object");
      } catch (JacksonException e) {
        throw refused("its header is no JSON: " + e.getOriginalMessage());
      }
    }

    private Entry entry(String name, JsonNode node) {
      TensorType type = type(name, node.get("dtype"));
      List<Long> shape = wholes(node.get("shape"), MAX_DIMENSIONS).orElseThrow(() -> odd(name));
      List<Long> offsets = wholes(node.get("data_offsets"), 2).orElseThrow(() -> odd(name));
      if (offsets.size() != 2) {
        throw odd(name);
      }
      Entry entry = new Entry(type, shape, offsets.getFirst(), offsets.getLast());
      try {
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        if (entry.end() - entry.begin() == Math.multiplyExact(elements, type.bytes())) {
          return entry;
        }
      } catch (ArithmeticException e) {
        // More elements than a file can hold do not fit either.
      }
      throw refused(
          "%s of shape %s and type %s does not take the bytes %d to %d"
              .formatted(shown(name), shape, type, entry.begin(), entry.end()));
    }

    private TensorType type(String name, @Nullable JsonNode dtype) {
      String text = dtype == null || !dtype.isString() ? "" : dtype.stringValue();
      return Arrays.stream(TensorType.values())
          .filter(type -> type.name().equals(text))
          .findFirst()
          .orElseThrow(() ->
              refused(
                  "%s has the type %s; those that are read are %s"
                      .formatted(shown(name), shown(text), Arrays.toString(TensorType.values()))));
    }

    private static Optional<List<Long>> wholes(@Nullable JsonNode node, int maxSize) {
      if (node == null || !node.isArray() || node.size() > maxSize) {
        return Optional.empty();
      }
      List<Long> wholes = new ArrayList<>();
      for (JsonNode item : node) {
        if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() < 0) {
          return Optional.empty();
        }
        wholes.add(item.longValue());
      }
      return Optional.of(wholes);
    }

    private void requireNoGap(List<Map.Entry<String, Entry>> entries, long dataBytes) {
      long expected = 0;
      for (Map.Entry<String, Entry> entry : entries) {
        if (entry.getValue().begin() != expected) {
          throw refused(
              "%s begins at byte %d and not at %d: tensors overlap or leave a gap"
                  .formatted(shown(entry.getKey()), entry.getValue().begin(), expected));
        }
        expected = entry.getValue().end();
      }
      if (expected != dataBytes) {
        throw refused(
            "its tensors take %,d bytes and it holds %,d; it may have been cut off"
                .formatted(expected, dataBytes));
      }
    }

    private FormatException odd(String name) {
      return refused(
          "%s has no dtype, shape and data_offsets as they should be".formatted(shown(name)));
    }

    private static String shown(String name) {
      String plain = name.replaceAll("\\p{Cc}", "?");
      return plain.length() <= 100 ? plain : plain.substring(0, 100) + "…";
    }

    private FormatException refused(String why) {
      return new FormatException(what, why, "write it with safetensors.torch.save_file");
    }
  }
}
