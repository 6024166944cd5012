package dev.accrue.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The header of a `.safetensors` (https://github.com/huggingface/safetensors#format): its length
/// in 8 little-endian bytes, then JSON that says of each tensor its type, shape and place. The
/// places must fill the rest of the file without gaps or overlaps.
final class SafetensorsHeader {

  private static final int MAX_HEADER_BYTES = 16 << 20;
  private static final int MAX_RANK = 16;
  private static final String METADATA = "__metadata__";

  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry("F32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I64", 8),
          Map.entry("I32", 4),
          Map.entry("I16", 2),
          Map.entry("I8", 1),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1));

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(1 << 20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private SafetensorsHeader() {}

  private record Place(long begin, long end) {}

  /// The number of tensors.
  ///
  /// @throws BadModelException when it is no such file
  static int check(Path file) throws IOException, BadModelException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      require(size >= 10, "is too short for a header");
      long headerBytes = read(channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
      require(
          headerBytes >= 2 && headerBytes <= Math.min(MAX_HEADER_BYTES, size - 8),
          "says that its header has %d bytes".formatted(headerBytes));
      JsonNode header = parse(read(channel, 8, (int) headerBytes).array());
      return checkTensors(header, size - 8 - headerBytes);
    }
  }

  private static JsonNode parse(byte[] json) throws BadModelException {
    try {
      JsonNode header = JSON.readTree(json);
      require(header.isObject(), "has a header that is no JSON object");
      return header;
    } catch (JacksonException e) {
      throw new BadModelException("has a header that is not JSON");
    }
  }

  private static int checkTensors(JsonNode header, long dataBytes) throws BadModelException {
    List<Place> places = new ArrayList<>();
    for (Map.Entry<String, JsonNode> tensor : header.properties()) {
      if (!tensor.getKey().equals(METADATA)) {
        places.add(place(tensor.getKey(), tensor.getValue()));
      }
    }
    require(!places.isEmpty(), "holds no tensors");
    places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
    long end = 0;
    for (Place place : places) {
      require(place.begin() == end, "has a gap or an overlap at byte %d".formatted(place.begin()));
      end = place.end();
    }
    require(end == dataBytes, "has %d bytes of tensors, not %d".formatted(dataBytes, end));
    return places.size();
  }

  private static Place place(String name, JsonNode tensor) throws BadModelException {
    String shownName = name.length() > 100 ? name.substring(0, 100) + "…" : name;
    Integer element = ELEMENT_BYTES.get(tensor.path("dtype").asString(""));
    require(element != null, "has the tensor %s of an unknown dtype".formatted(shownName));
    JsonNode shape = tensor.path("shape");
    JsonNode offsets = tensor.path("data_offsets");
    require(
        shape.isArray() && shape.size() <= MAX_RANK && offsets.isArray() && offsets.size() == 2,
        "has the tensor %s without a shape or place".formatted(shownName));
    try {
      long bytes = element == null ? 0 : element;
      for (JsonNode extent : shape) {
        bytes = Math.multiplyExact(bytes, whole(extent, shownName));
      }
      Place place = new Place(whole(offsets.get(0), shownName), whole(offsets.get(1), shownName));
      require(
          place.end() - place.begin() == bytes,
          "has the tensor %s of %d bytes at a place of %d"
              .formatted(shownName, bytes, place.end() - place.begin()));
      return place;
    } catch (ArithmeticException e) {
      throw new BadModelException("has the tensor %s of an impossible shape".formatted(shownName));
    }
  }

  private static long whole(JsonNode number, String name) throws BadModelException {
    require(
        number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0,
        "has the tensor %s with a number that is none".formatted(name));
    return number.longValue();
  }

  private static ByteBuffer read(FileChannel channel, long at, int bytes)
      throws IOException, BadModelException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      require(channel.read(buffer, at + buffer.position()) >= 0, "ends within its header");
    }
    return buffer.flip();
  }

  private static void require(boolean condition, String message) throws BadModelException {
    if (!condition) {
      throw new BadModelException(message);
    }
  }
}
