package dev.accrue.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The server refused, in its own words.
public final class ApiException extends Exception {

  private final int status;

  ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// From the body of an answer: an RFC 9457 problem, or whatever a proxy sends.
  static ApiException of(int status, String body) {
    return new ApiException(status, explain(status, body));
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// A problem's detail, and each refused field with its value and fix.
  private static String explain(int status, String body) {
    JsonNode problem;
    try {
      problem = Json.MAPPER.readTree(body);
    } catch (JacksonException _) {
      return "the server answered %d: %s".formatted(status, body);
    }
    JsonNode violations = problem.path("violations");
    if (violations.isEmpty()) {
      return problem.path("detail").asString("the server answered %d: %s".formatted(status, body));
    }
    StringBuilder text = new StringBuilder("the server refused ");
    text.append(violations.size() == 1 ? "a field:" : violations.size() + " fields:");
    violations.forEach(violation -> text.append(describe(violation)));
    return text.toString();
  }

  private static String describe(JsonNode violation) {
    String value = violation.path("value").asString("");
    return "\n  %s%s\n    %s\n    fix: %s"
        .formatted(
            violation.path("field").asString(""),
            value.isEmpty() ? "" : " = " + value,
            violation.path("message").asString(""),
            violation.path("fix").asString(""));
  }
}
