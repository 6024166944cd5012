package dev.accrue.openapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What an answer has to be by the description: a status and a media type that it names, and a body
/// that its schema allows, with no field that it does not name.
final class AnswerRules {

  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final String CONTENT = "content";

  private final ApiDocument document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  private final IdentityHashMap<JsonNode, Schema> schemas = new IdentityHashMap<>();

  AnswerRules(ApiDocument document) {
    this.document = document;
  }

  /// An answer.
  ///
  /// @param mediaType without parameters; empty when there is none
  /// @param body null for a stream that was not read
  record Answer(int status, String mediaType, @Nullable String body) {}

  /// What is wrong with an answer to this request.
  Optional<String> violation(GeneratedRequest request, Answer answer) {
    String method = request.method();
    if (answer.status() >= 500) {
      return Optional.of("a mistake of the server");
    }
    if (method.equals("HEAD") || (method.equals("OPTIONS") && answer.status() == 200)) {
      return Optional.empty();
    }
    if (answer.status() >= 400) {
      return refusal(answer);
    }
    // The request may have come by another method, which the path has too.
    JsonNode response =
        document
            .root()
            .path("paths")
            .path(request.operation().path())
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses")
            .path(Integer.toString(answer.status()));
    return response.isMissingNode()
        ? Optional.of("a status that is not named")
        : content(request, response, answer);
  }

  private Optional<String> refusal(Answer answer) {
    if (!answer.mediaType().equals(PROBLEM)) {
      return Optional.of("a refusal that is no problem but " + answer.mediaType());
    }
    JsonNode problem = document.root().at("/components/schemas/Problem");
    return body(problem, answer)
        .or(() ->
            ApiDocument.JSON.readTree(answer.body()).get("status").asInt() == answer.status()
                ? Optional.empty()
                : Optional.of("a problem of another status"));
  }

  private Optional<String> content(GeneratedRequest request, JsonNode response, Answer answer) {
    JsonNode content = response.get(CONTENT);
    if (content == null) {
      return answer.body() == null || !answer.body().isEmpty()
          ? Optional.of("a body where none is named, " + answer.mediaType())
          : Optional.empty();
    }
    JsonNode described = content.get(answer.mediaType());
    if (described == null) {
      return Optional.of("a media type that is not named: " + answer.mediaType());
    }
    // Of items with some fields, the others are missing.
    return answer.mediaType().equals(JSON) && !request.target().contains("fields=")
        ? body(described.get("schema"), answer)
        : Optional.empty();
  }

  private Optional<String> body(JsonNode schema, Answer answer) {
    try {
      return mismatch(schema, ApiDocument.JSON.readTree(answer.body()));
    } catch (JacksonException e) {
      return Optional.of("a body that is no JSON");
    }
  }

  /// What a schema forbids about a value.
  Optional<String> mismatch(JsonNode schema, JsonNode value) {
    List<com.networknt.schema.Error> errors =
        schemas
            .computeIfAbsent(schema, wanted -> registry.getSchema(document.closed(wanted)))
            .validate(value);
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            errors.stream()
                .limit(3)
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .collect(Collectors.joining("; ")));
  }
}
