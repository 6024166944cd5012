package dev.accrue.openapi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Requests to an operation: as it is described, with one thing about them that is odd, or with
/// several.
final class RequestGenerator {

  private static final String JSON = "application/json";

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY");

  private static final List<String> PATH_PARTS =
      List.of("%00", "%FF", "%2e%2e", "%20", "x".repeat(3000), "%F0%9F%9A%80", "0", "-", "a%2Fb");

  private static final List<String> CONTENT_TYPES =
      List.of(
          "text/plain",
          "application/xml",
          "application/json;charset=utf-16",
          "application/json;charset=none",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "multipart/form-data;boundary=x",
          "application/octet-stream",
          "*/*",
          "nonsense");

  private static final List<Map.Entry<String, String>> HEADERS =
      List.of(
          Map.entry("Accept", "application/xml"),
          Map.entry("Accept", "nonsense"),
          Map.entry("Accept", "text/html, */*;q=0.1"),
          Map.entry("Accept-Encoding", "gzip"),
          Map.entry("Accept-Language", "tlh"),
          Map.entry("Authorization", "Bearer nonsense"),
          Map.entry("Content-Encoding", "gzip"),
          Map.entry("Cookie", "accrue_session=nonsense"),
          Map.entry("Idempotency-Key", "with spaces"),
          Map.entry("Idempotency-Key", "k".repeat(201)),
          Map.entry("If-Match", "*"),
          Map.entry("If-Match", "nonsense"),
          Map.entry("If-None-Match", "*"),
          Map.entry("If-None-Match", "W/\"x\", \"y\""),
          Map.entry("If-Modified-Since", "nonsense"),
          Map.entry("Last-Event-ID", "nonsense"),
          Map.entry("Origin", "https://example.org"),
          Map.entry("Range", "bytes=5-1"),
          Map.entry("X-Forwarded-For", "nonsense"),
          Map.entry("X-HTTP-Method-Override", "DELETE"));

  private final GeneratedValues values;
  private final UnaryOperator<String> paths;
  private final JsonNode spec;

  /// @param paths puts identifiers of things that exist into a path
  /// @param spec a job's, which no generated one would be as good as
  RequestGenerator(GeneratedValues values, UnaryOperator<String> paths, JsonNode spec) {
    this.values = values;
    this.paths = paths;
    this.spec = spec;
  }

  GeneratedRequest request(ApiDocument.Operation operation) {
    // Each in its turn, so that what is refused for one reason is not always refused for another.
    boolean oddPath = values.chance(0.06);
    boolean oddQuery = values.chance(0.2);
    boolean oddBody = values.chance(0.45);
    boolean oddHeader = values.chance(0.12);
    boolean oddMethod = values.chance(0.04);
    Map<String, String> headers = new LinkedHashMap<>();
    for (ApiDocument.Parameter header : operation.parameters("header")) {
      if (values.chance(0.2)) {
        headers.put(header.name(), values.of(header.schema(), header.name(), 0).asString());
      }
    }
    Body body = body(operation, oddBody);
    if (body.mediaType() != null) {
      headers.put("Content-Type", body.mediaType());
    }
    if (oddHeader) {
      Map.Entry<String, String> header = values.pick(HEADERS);
      headers.put(header.getKey(), header.getValue());
    }
    return new GeneratedRequest(
        operation,
        oddMethod ? values.pick(METHODS) : operation.method(),
        path(operation.path(), oddPath) + query(operation, oddQuery),
        headers,
        body.bytes(),
        body.json());
  }

  private String path(String path, boolean odd) {
    String filled = path;
    if (odd) {
      List<String> parts = new ArrayList<>(List.of(path.split("/")));
      List<Integer> variable =
          IntStream.range(0, parts.size())
              .filter(i -> parts.get(i).startsWith("{"))
              .boxed()
              .toList();
      int place = variable.isEmpty() ? parts.size() - 1 : values.pick(variable);
      parts.set(place, values.pick(PATH_PARTS));
      filled = String.join("/", parts);
    }
    return paths.apply(filled);
  }

  private String query(ApiDocument.Operation operation, boolean odd) {
    List<String> pairs = new ArrayList<>();
    for (ApiDocument.Parameter parameter : operation.parameters("query")) {
      if (parameter.required() || values.chance(0.3)) {
        JsonNode value = values.of(parameter.schema(), parameter.name(), 0);
        (value.isArray() ? value.valueStream() : Stream.of(value))
            .forEach(item -> pairs.add(parameter.name() + "=" + encode(item.asString(""))));
      }
    }
    if (odd) {
      spoil(operation.parameters("query"), pairs);
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private void spoil(List<ApiDocument.Parameter> parameters, List<String> pairs) {
    if (!pairs.isEmpty() && values.chance(0.2)) {
      pairs.removeFirst();
    } else if (parameters.isEmpty() || values.chance(0.2)) {
      pairs.add(values.pick(List.of("x=y", "=", "&&", "a=%00", "a[]=1", "a.b.c=1")));
    } else {
      String name = values.pick(parameters).name();
      pairs.removeIf(pair -> pair.startsWith(name + "=") && values.chance(0.7));
      pairs.add(name + "=" + encode(values.oddText()));
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
  private record Body(@Nullable String mediaType, byte[] bytes, @Nullable JsonNode json) {}

  private Body body(ApiDocument.Operation operation, boolean odd) {
    if (operation.bodies().isEmpty()) {
      return odd && values.chance(0.2)
          ? new Body(JSON, values.odd().toString().getBytes(StandardCharsets.UTF_8), null)
          : new Body(null, new byte[0], null);
    }
    String mediaType = values.pick(List.copyOf(operation.bodies().keySet()));
    JsonNode schema = operation.bodies().get(JSON);
    if (schema == null) {
      byte[] bytes = odd ? new byte[9000] : new byte[] {1, 2, 3};
      return new Body(odd && values.chance(0.3) ? JSON : mediaType, bytes, null);
    }
    boolean ofJob = operation.bodies().containsKey("application/yaml");
    JsonNode json = ofJob && values.chance(0.7) ? spec.deepCopy() : values.of(schema, "(body)", 0);
    if (!odd) {
      return new Body(mediaType, json.toString().getBytes(StandardCharsets.UTF_8), json);
    }
    OddBodies bodies = new OddBodies(values);
    return switch (values.pick(List.of("field", "field", "field", "field", "bytes", "type"))) {
      case "bytes" -> new Body(mediaType, bodies.spoilt(json), null);
      case "type" ->
          new Body(
              values.chance(0.2) ? null : values.pick(CONTENT_TYPES),
              json.toString().getBytes(StandardCharsets.UTF_8),
              null);
      default -> {
        JsonNode changed = bodies.changed(json);
        yield new Body(mediaType, bodies.write(changed), changed);
      }
    };
  }
}
