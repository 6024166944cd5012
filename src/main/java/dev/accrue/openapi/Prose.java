package dev.accrue.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the Javadoc of controllers and wire types says, as a description says it: without the line
/// breaks of the source, and without saying again what the summary says.
final class Prose {

  /// Between two lines of a paragraph; not before an item of a list.
  private static final Pattern LINE_BREAK = Pattern.compile("(?<!\n)[ \t]*\n[ \t]*(?![-\n])");

  private Prose() {}

  static void flow(OpenAPI api) {
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .forEach(Prose::flow);
    api.getComponents().getSchemas().values().forEach(Prose::flow);
  }

  private static void flow(Operation operation) {
    String summary = flow(operation.getSummary());
    String description = flow(operation.getDescription());
    operation.setSummary(withoutStop(summary));
    operation.setDescription(Objects.equals(summary, description) ? null : description);
    Stream.ofNullable(operation.getParameters())
        .<Parameter>flatMap(List::stream)
        .forEach(parameter -> parameter.setDescription(flow(parameter.getDescription())));
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // as swagger's model declares its schemas
  private static void flow(Schema schema) {
    schema.setDescription(flow(schema.getDescription()));
    Map<String, Schema> properties = schema.getProperties();
    List<Schema> allOf = schema.getAllOf();
    List<Schema> anyOf = schema.getAnyOf();
    Stream.of(properties == null ? null : properties.values(), allOf, anyOf)
        .filter(Objects::nonNull)
        .flatMap(Collection::stream)
        .forEach(Prose::flow);
  }

  static @Nullable String flow(@Nullable String text) {
    return text == null || text.isBlank() ? null : LINE_BREAK.matcher(text.strip()).replaceAll(" ");
  }

  /// Summaries are titles.
  private static @Nullable String withoutStop(@Nullable String summary) {
    return summary != null && summary.endsWith(".")
        ? summary.substring(0, summary.length() - 1)
        : summary;
  }
}
