package dev.accrue.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `docs/openapi.json`, as far as generated requests and the look at their answers need it.
record ApiDocument(JsonNode root) {

  static final JsonMapper JSON = new JsonMapper();

  private static final String REF = "$ref";
  private static final String SCHEMA = "schema";
  private static final String PROPERTIES = "properties";
  private static final String ADDITIONAL = "additionalProperties";

  /// A parameter of an operation.
  ///
  /// @param in `path`, `query` or `header`
  record Parameter(String name, String in, boolean required, JsonNode schema) {}

  /// An operation.
  ///
  /// @param bodies schemas by media type
  /// @param responses as they stand, by status
  record Operation(
      String method,
      String path,
      List<Parameter> parameters,
      Map<String, JsonNode> bodies,
      JsonNode responses) {

    List<Parameter> parameters(String in) {
      return parameters.stream().filter(parameter -> parameter.in().equals(in)).toList();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static ApiDocument read() throws IOException {
    return new ApiDocument(JSON.readTree(Files.readString(Path.of("docs/openapi.json"))));
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method ->
                    operations.add(operation(method.getKey(), path.getKey(), method.getValue()))));
    return operations;
  }

  private static Operation operation(String method, String path, JsonNode described) {
    List<Parameter> parameters =
        described.path("parameters").valueStream().map(ApiDocument::parameter).toList();
    Map<String, JsonNode> bodies = new LinkedHashMap<>();
    described
        .path("requestBody")
        .path("content")
        .properties()
        .forEach(content -> bodies.put(content.getKey(), content.getValue().get(SCHEMA)));
    return new Operation(
        method.toUpperCase(Locale.ROOT), path, parameters, bodies, described.get("responses"));
  }

  private static Parameter parameter(JsonNode described) {
    return new Parameter(
        described.get("name").asString(),
        described.get("in").asString(),
        described.path("required").asBoolean(false),
        described.get(SCHEMA));
  }

  /// The schema itself where this one only refers to it.
  JsonNode resolve(JsonNode schema) {
    JsonNode ref = schema.get(REF);
    return ref == null ? schema : root.at(ref.asString().substring(1));
  }

  /// A schema that stands on its own, and under which objects have the described fields only.
  ObjectNode closed(JsonNode schema) {
    ObjectNode whole = (ObjectNode) schema.deepCopy();
    whole.set("components", root.get("components").deepCopy());
    close(whole);
    return whole;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path(PROPERTIES).isObject() && !object.has(ADDITIONAL)) {
        object.put(ADDITIONAL, false);
      }
      object.properties().forEach(entry -> close(entry.getValue()));
    } else if (node instanceof ArrayNode array) {
      array.forEach(ApiDocument::close);
    }
  }
}
