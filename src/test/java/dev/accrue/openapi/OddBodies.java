package dev.accrue.openapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Bodies that are wrong in one place.
final class OddBodies {

  /// Half of a pair of surrogates survives as an escape only.
  private static final JsonMapper ESCAPING =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final int DEEP = 2000;
  private static final int LARGE_BYTES = 300_000;

  private final GeneratedValues values;

  OddBodies(GeneratedValues values) {
    this.values = values;
  }

  byte[] write(JsonNode json) {
    return ESCAPING.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
  }

  /// One of the values in it replaced, one left out, or one more.
  JsonNode changed(JsonNode json) {
    List<JsonNode> containers = new ArrayList<>();
    collect(json, containers);
    if (containers.isEmpty() || values.chance(0.03)) {
      return values.odd();
    }
    JsonNode container = values.pick(containers);
    switch (container) {
      case ObjectNode object -> change(object);
      case ArrayNode array -> array.add(values.odd());
      default -> throw new IllegalStateException("neither object nor array");
    }
    return json;
  }

  private void change(ObjectNode object) {
    List<String> names = object.propertyStream().map(java.util.Map.Entry::getKey).toList();
    if (names.isEmpty() || values.chance(0.1)) {
      object.set(values.pick(List.of("", "unknown", "__proto__", "a\u0000")), values.odd());
    } else if (values.chance(0.15)) {
      object.remove(values.pick(names));
    } else {
      object.set(values.pick(names), values.odd());
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainer()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  /// What is no JSON any more, or not what it seems.
  byte[] spoilt(JsonNode json) {
    byte[] whole = write(json);
    return switch (values.pick(List.of(0, 1, 2, 3, 4, 5, 6, 7))) {
      case 0 -> new byte[0];
      case 1 -> Arrays.copyOf(whole, whole.length / 2);
      case 2 -> bytes("[".repeat(DEEP));
      case 3 -> bytes("{\"a\":".repeat(DEEP));
      case 4 -> new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
      case 5 -> bytes("\ufeff" + json);
      case 6 -> bytes(json + " trailing");
      default -> bytes("{\"name\":\"" + "x".repeat(LARGE_BYTES) + "\"}");
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
