package dev.accrue.cli;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What `--set training.batch.effective=512` does to a document. Values are YAML: numbers, texts,
/// `null`, `[1, 2]`, `{name: cosine}`. Numbers in a path are places in a list, from 0.
final class Overrides {

  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private Overrides() {}

  static ObjectNode parse(String text) throws RefusedException {
    try {
      if (YAML.readTree(text) instanceof ObjectNode document) {
        return document;
      }
    } catch (JacksonException e) {
      throw refused("the spec is neither YAML nor JSON: " + e.getOriginalMessage());
    }
    throw refused("the spec is no YAML or JSON object; begin it with apiVersion: accrue/v1");
  }

  static void apply(ObjectNode document, List<String> overrides) throws RefusedException {
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw refused(
            "--set %s names no value; write PATH=VALUE, such as training.epochs=3"
                .formatted(override));
      }
      String path = override.substring(0, equals).strip();
      set(document, path, value(override.substring(equals + 1)));
    }
  }

  private static JsonNode value(String text) throws RefusedException {
    try {
      JsonNode value = YAML.readTree(text);
      return value.isMissingNode() ? YAML.nullNode() : value;
    } catch (JacksonException e) {
      throw refused("--set: the value %s is no YAML: %s".formatted(text, e.getOriginalMessage()));
    }
  }

  private static void set(ObjectNode document, String path, JsonNode value)
      throws RefusedException {
    String[] names = path.split("\\.", -1);
    JsonNode place = document;
    for (int i = 0; i < names.length - 1; i++) {
      place = child(place, names[i], path);
    }
    String last = names[names.length - 1];
    switch (place) {
      case ObjectNode object when !last.isEmpty() -> object.set(last, value);
      case ArrayNode array -> array.set(index(array, last, path), value);
      default -> throw noPlace(path, last);
    }
  }

  private static JsonNode child(JsonNode place, String name, String path) throws RefusedException {
    return switch (place) {
      case ObjectNode object when !name.isEmpty() -> {
        JsonNode child = object.get(name);
        yield child == null || child.isNull() ? object.putObject(name) : child;
      }
      case ArrayNode array -> array.get(index(array, name, path));
      default -> throw noPlace(path, name);
    };
  }

  private static int index(ArrayNode array, String name, String path) throws RefusedException {
    if (!name.matches("\\d{1,6}") || Integer.parseInt(name) >= array.size()) {
      throw refused(
          "--set %s: %s is no place in a list of %d; write one from 0"
              .formatted(path, name, array.size()));
    }
    return Integer.parseInt(name);
  }

  private static RefusedException noPlace(String path, String name) {
    return refused("--set %s: nothing can be set at \"%s\"".formatted(path, name));
  }

  private static RefusedException refused(String message) {
    return new RefusedException(ExitCode.USAGE, message);
  }
}
