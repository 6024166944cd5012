package dev.accrue.openapi;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values that a schema allows, drawn from a seed; and odd ones.
final class GeneratedValues {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 7;

  private static final List<String> WORDS =
      List.of(
          "a1",
          "train",
          "test",
          "train/loss",
          "validation/accuracy",
          "FEATURES",
          "SAMPLES",
          "0".repeat(64),
          "safetensors",
          "weights",
          "name",
          "-createdAt",
          "-happenedAt",
          "id",
          "ada@example.org",
          "train/loss > 10",
          "ABC_1",
          "https://data.example.org/sets/x");

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\ud800",
          "\ud83d\ude80",
          "\u202ertl",
          "x".repeat(10_000),
          "'; DROP TABLE job; --",
          "../../etc/passwd",
          "%",
          "\\",
          "a/b",
          "null",
          "-1",
          "1e400",
          "9223372036854775808",
          "2026-13-45T00:00:00Z",
          "+999999999-12-31T23:59:59.999999999Z",
          "-999999999-01-01T00:00:00Z",
          "2026-01-01T00:00:00",
          "00000000-0000-0000-0000-000000000000",
          "1-1-1-1-1",
          "NaN",
          "(a+)+$",
          "[");

  private static final List<String> ODD_NUMBERS =
      List.of(
          "0",
          "-0.0",
          "-1",
          "1",
          "0.5",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "1e308",
          "-1e308",
          "1e-320",
          "123456789012345678901234567890");

  private final ApiDocument document;
  private final RandomGenerator random;
  private final Map<String, String> known;

  /// @param known values of things that exist, by the names of properties that name them
  GeneratedValues(ApiDocument document, RandomGenerator random, Map<String, String> known) {
    this.document = document;
    this.random = random;
    this.known = known;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String oddText() {
    return pick(ODD_TEXTS);
  }

  JsonNode odd() {
    return switch (random.nextInt(8)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(chance(0.5));
      case 2 -> NODES.arrayNode();
      case 3 -> NODES.objectNode();
      case 4, 5 -> ApiDocument.JSON.readTree(pick(ODD_NUMBERS));
      default -> NODES.stringNode(oddText());
    };
  }

  /// A value of a schema.
  ///
  /// @param name of the property or parameter that it is for
  JsonNode of(JsonNode schemaOrReference, String name, int depth) {
    JsonNode schema = document.resolve(schemaOrReference);
    for (String alternatives : List.of("oneOf", "anyOf")) {
      if (schema.has(alternatives)) {
        return of(pick(schema.get(alternatives).valueStream().toList()), name, depth);
      }
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return pick(schema.get("enum").valueStream().toList());
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, name, depth);
      case "integer" -> NODES.numberNode(whole(schema));
      case "number" -> NODES.numberNode(random.nextInt(1000) / 100.0);
      case "boolean" -> NODES.booleanNode(chance(0.5));
      case "string" -> NODES.stringNode(text(schema, name));
      default -> NODES.nullNode();
    };
  }

  private String type(JsonNode schema) {
    JsonNode type = schema.get("type");
    if (type == null) {
      return pick(List.of("string", "integer", "null"));
    }
    return type.isArray() ? pick(type.valueStream().toList()).asString() : type.asString();
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          if (required.contains(property.getKey()) || (depth < MAX_DEPTH && chance(0.5))) {
            object.set(property.getKey(), of(property.getValue(), property.getKey(), depth + 1));
          }
        });
    return object;
  }

  private ArrayNode array(JsonNode schema, String name, int depth) {
    ArrayNode array = NODES.arrayNode();
    int least = schema.path("minItems").asInt(0);
    int length = depth < MAX_DEPTH ? least + random.nextInt(3) : least;
    for (int i = 0; i < length; i++) {
      array.add(of(schema.get("items"), name, depth + 1));
    }
    return array;
  }

  private long whole(JsonNode schema) {
    long least = schema.path("minimum").asLong(schema.has("exclusiveMinimum") ? 1 : 0);
    long most = schema.path("maximum").asLong(Math.max(least, 1000));
    return switch (random.nextInt(4)) {
      case 0 -> least;
      case 1 -> most;
      default -> least + random.nextLong(Math.min(most - least, 1000) + 1);
    };
  }

  private String text(JsonNode schema, String name) {
    @Nullable String existing = known.get(name);
    if (existing != null && chance(0.8)) {
      return existing;
    }
    String format = schema.path("format").asString("");
    return switch (format) {
      case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
      case "date-time" ->
          Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(100_000)).toString();
      default -> word(schema);
    };
  }

  private String word(JsonNode schema) {
    List<String> candidates = new ArrayList<>(WORDS);
    candidates.add("n" + Integer.toString(random.nextInt(1 << 30), 36));
    if (!schema.has("pattern")) {
      return pick(candidates);
    }
    Pattern pattern = Pattern.compile(schema.get("pattern").asString());
    List<String> matching =
        candidates.stream().filter(word -> pattern.matcher(word).matches()).toList();
    return pick(matching.isEmpty() ? candidates : matching);
  }
}
