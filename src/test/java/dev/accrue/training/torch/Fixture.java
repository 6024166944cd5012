package dev.accrue.training.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What PyTorch computed, from `src/test/resources/reference`; bench/reference/README.md says what
/// the tensors are.
///
/// @param metadata by case: PyTorch's options
record Fixture(Map<String, JsonNode> metadata, Map<String, TensorValue> tensors) {

  static Fixture read(String name) {
    String path = "/reference/%s.safetensors".formatted(name);
    try (InputStream file = Objects.requireNonNull(Fixture.class.getResourceAsStream(path), path)) {
      return parse(ByteBuffer.wrap(file.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fixture parse(ByteBuffer file) {
    JsonMapper json = new JsonMapper();
    byte[] header = new byte[Math.toIntExact(file.getLong())];
    file.get(header);
    int data = file.position();
    Map<String, JsonNode> metadata = new LinkedHashMap<>();
    Map<String, TensorValue> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.readTree(header).properties()) {
      JsonNode value = entry.getValue();
      if (entry.getKey().equals("__metadata__")) {
        value.properties().forEach(e -> metadata.put(e.getKey(), parsed(json, e.getValue())));
        continue;
      }
      List<Long> shape = value.get("shape").valueStream().map(JsonNode::longValue).toList();
      int from = data + value.get("data_offsets").get(0).intValue();
      int to = data + value.get("data_offsets").get(1).intValue();
      ElementType type = ElementType.valueOf(value.get("dtype").stringValue());
      tensors.put(entry.getKey(), new TensorValue(type, shape, file.slice(from, to - from)));
    }
    return new Fixture(metadata, tensors);
  }

  private static JsonNode parsed(JsonMapper json, JsonNode text) {
    String value = text.stringValue();
    return value.startsWith("{") ? json.readTree(value) : text;
  }

  TensorValue tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  double[] values(String name) {
    return values(tensor(name));
  }

  static double[] values(TensorValue tensor) {
    ByteBuffer bytes = tensor.bytes();
    double[] values = new double[Math.toIntExact(tensor.elements())];
    for (int index = 0; index < values.length; index++) {
      values[index] =
          tensor.type() == ElementType.F64
              ? bytes.getDouble()
              : tensor.type() == ElementType.F32 ? bytes.getFloat() : bytes.getLong();
    }
    return values;
  }

  /// The same numbers in another precision.
  static TensorValue as(ElementType type, TensorValue value) {
    ByteBuffer bytes = TensorValue.allocate(type, value.shape());
    for (double element : values(value)) {
      if (type == ElementType.F64) {
        bytes.putDouble(element);
      } else {
        bytes.putFloat((float) element);
      }
    }
    return new TensorValue(type, value.shape(), bytes.flip());
  }

  /// The norm of the difference over the norm of what is expected.
  static double relativeDifference(double[] actual, double[] expected) {
    double difference = 0;
    double norm = 0;
    for (int index = 0; index < expected.length; index++) {
      difference += Math.pow(actual[index] - expected[index], 2);
      norm += Math.pow(expected[index], 2);
    }
    return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
  }
}
