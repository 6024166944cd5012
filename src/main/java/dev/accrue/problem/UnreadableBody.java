package dev.accrue.problem;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// What Jackson says about a body, as violations without the names of our classes.
final class UnreadableBody {

  private UnreadableBody() {}

  static ProblemException problem(JacksonException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown -> invalid(unknownField(unknown));
      case InvalidFormatException format ->
          invalid(
              new Violation(
                  path(e),
                  Shortened.of(format.getValue()),
                  "is not " + expected(format.getTargetType()),
                  "write " + expected(format.getTargetType())));
      case MismatchedInputException mismatched ->
          invalid(
              new Violation(
                  path(e),
                  null,
                  "is missing or not " + expected(mismatched.getTargetType()),
                  "write " + expected(mismatched.getTargetType())));
      case StreamReadException _ -> malformed(e);
      default -> malformed(e);
    };
  }

  private static ProblemException malformed(JacksonException e) {
    var location = e.getLocation();
    String where =
        location == null || location.getLineNr() < 1
            ? ""
            : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    return new ProblemException(
        ProblemCode.MALFORMED_BODY,
        "the body is not JSON%s; send one JSON object".formatted(where));
  }

  private static ProblemException invalid(Violation violation) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s %s; %s".formatted(violation.field(), violation.message(), violation.fix()),
        List.of(violation));
  }

  private static Violation unknownField(UnrecognizedPropertyException e) {
    Collection<Object> known = Objects.requireNonNullElse(e.getKnownPropertyIds(), List.of());
    return new Violation(
        path(e),
        null,
        "is not a field that exists here",
        "remove it; fields are "
            + known.stream().map(Object::toString).sorted().collect(Collectors.joining(", ")));
  }

  private static String path(JacksonException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : e.getPath()) {
      String name = reference.getPropertyName();
      if (name == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.isEmpty() ? "(body)" : path.toString();
  }

  static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "a value of the right type";
    }
    if (type.isEnum()) {
      return "one of "
          + List.of(type.getEnumConstants()).stream()
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "String" -> "a string";
      case "UUID" -> "a UUID";
      case "Instant" -> "an instant such as 2026-01-31T12:00:00Z";
      case "List" -> "a list";
      default -> "an object";
    };
  }
}
