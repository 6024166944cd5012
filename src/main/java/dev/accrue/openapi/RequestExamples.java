package dev.accrue.openapi;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;

/// An example of each body by the name of its schema, from `examples.json`; a test sends every one
/// of them. The spec in YAML is that of the sample job.
final class RequestExamples {

  private static final ClassPathResource BODIES =
      new ClassPathResource("examples.json", RequestExamples.class);
  private static final ClassPathResource SPEC = new ClassPathResource("examples/mnist-cnn.yaml");

  private RequestExamples() {}

  static void addTo(OpenAPI api) {
    Map<String, Object> bodies = bodies();
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .filter(operation -> operation.getRequestBody() != null)
        .forEach(operation -> add(operation, bodies));
  }

  private static void add(Operation operation, Map<String, Object> bodies) {
    Content content = operation.getRequestBody().getContent();
    Optional.ofNullable(content.get(MediaType.APPLICATION_JSON_VALUE))
        .ifPresent(json -> json.setExample(bodies.get(schema(json.getSchema()))));
    if (content.containsKey(MediaType.APPLICATION_YAML_VALUE)) {
      content.get(MediaType.APPLICATION_YAML_VALUE).setExample(spec());
    }
  }

  private static String schema(Schema<?> body) {
    return body.get$ref().substring(WireShapes.REF.length());
  }

  @SuppressWarnings("unchecked") // an object of JSON
  private static Map<String, Object> bodies() {
    try (InputStream in = BODIES.getInputStream()) {
      return Json31.mapper().readValue(in, Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String spec() {
    try {
      return SPEC.getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
