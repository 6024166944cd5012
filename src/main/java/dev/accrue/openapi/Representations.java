package dev.accrue.openapi;

import dev.accrue.api.Versioned;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/// What annotations of the module `representation` mean for whoever calls.
final class Representations {

  private static final String OK = "200";

  private Representations() {}

  static Operation describe(Operation operation, HandlerMethod method) {
    ApiResponse answer = operation.getResponses().get(OK);
    if (method.hasMethodAnnotation(Sparse.class)) {
      operation.addParametersItem(
          parameter("query", Sparse.PARAMETER)
              .description("Fields of the items, separated by commas; the others are left out"));
    }
    Sorted sorted = method.getMethodAnnotation(Sorted.class);
    if (sorted != null) {
      describe(operation, sorted);
    }
    if (method.hasMethodAnnotation(Tagged.class) && answer != null) {
      answer.addHeaderObject(
          HttpHeaders.ETAG, new Header().schema(new JsonSchema().typesItem("string")));
      boolean cached = !Versioned.class.isAssignableFrom(method.getReturnType().getParameterType());
      if (method.hasMethodAnnotation(GetMapping.class) && cached) {
        operation.addParametersItem(parameter("header", HttpHeaders.IF_NONE_MATCH));
        operation
            .getResponses()
            .addApiResponse("304", new ApiResponse().description("Not modified"));
      }
    }
    return operation;
  }

  /// Methods that read their list page by page have the parameter themselves.
  private static void describe(Operation operation, Sorted sorted) {
    String key = "-?(%s)".formatted(String.join("|", sorted.value()));
    String more = sorted.most() == 1 ? "" : "(,%s){0,%d}".formatted(key, sorted.most() - 1);
    JsonSchema schema = new JsonSchema();
    schema.typesItem("string").pattern("^%s%s$".formatted(key, more));
    Optional.ofNullable(operation.getParameters()).stream()
        .flatMap(List::stream)
        .filter(parameter -> parameter.getName().equals(Sorted.PARAMETER))
        .findFirst()
        .orElseGet(() -> {
          Parameter parameter = parameter("query", Sorted.PARAMETER);
          operation.addParametersItem(parameter);
          return parameter;
        })
        .schema(schema)
        .description(
            (sorted.most() == 1
                    ? "What the items are sorted by"
                    : "What the items are sorted by, at most %d fields separated by commas"
                        .formatted(sorted.most()))
                + ", with a - for the greatest first");
  }

  private static Parameter parameter(String in, String name) {
    return new Parameter()
        .in(in)
        .name(name)
        .required(false)
        .schema(new JsonSchema().typesItem("string"));
  }
}
