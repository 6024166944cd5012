package dev.accrue.job.spec;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is wrong with a spec, collected so that its author sees everything at once.
final class Violations {

  /// Nobody reads more, and answers stay small whatever was sent.
  private static final int MAX = 50;

  private static final int MAX_IN_DETAIL = 3;

  private final List<Violation> violations = new ArrayList<>();

  void add(String field, @Nullable JsonNode value, String message, String fix) {
    add(new Violation(field, shown(value), message, fix));
  }

  void add(Violation violation) {
    if (violations.size() < MAX) {
      violations.add(violation);
    }
  }

  /// Whether nothing was wrong with this field, the fields inside it, and the objects around it.
  boolean sound(String field) {
    return violations.stream()
        .map(Violation::field)
        .noneMatch(refused ->
            refused.equals(field)
                || refused.startsWith(field + ".")
                || refused.startsWith(field + "[")
                || field.startsWith(refused + "."));
  }

  void throwIfAny() {
    if (!violations.isEmpty()) {
      throw new ProblemException(ProblemCode.INVALID_REQUEST, detail(violations), violations);
    }
  }

  /// The first few violations in words.
  static String detail(List<Violation> violations) {
    String detail =
        violations.stream()
            .limit(MAX_IN_DETAIL)
            .map(violation ->
                "%s: %s; %s".formatted(violation.field(), violation.message(), violation.fix()))
            .collect(Collectors.joining(". "));
    int more = violations.size() - MAX_IN_DETAIL;
    return more > 0 ? "%s. And %d more.".formatted(detail, more) : detail;
  }

  private static @Nullable String shown(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    return Shortened.of(value.isString() ? value.asString() : value.toString());
  }
}
