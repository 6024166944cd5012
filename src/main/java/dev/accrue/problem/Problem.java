package dev.accrue.problem;

import java.util.List;
import java.util.Locale;

/// A refusal as it travels: an `application/problem+json` body as in RFC 9457.
///
/// @param type a stable name of the kind of problem, `urn:accrue:problem:` and the code
/// @param title the kind of problem, in words
/// @param status the HTTP status
/// @param detail what, where, and what to do about it
/// @param code a `ProblemCode`, for programs
/// @param instance the path of the request
/// @param violations the refused fields; empty when the request was refused as a whole
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String instance,
    List<Violation> violations) {

  /// The media type of problems.
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    violations = List.copyOf(violations);
  }

  static Problem of(ProblemCode code, String detail, String instance, List<Violation> violations) {
    String name = code.name().toLowerCase(Locale.ROOT);
    return new Problem(
        "urn:accrue:problem:" + name.replace('_', '-'),
        code.status().getReasonPhrase(),
        code.status().value(),
        detail,
        code.name(),
        instance,
        violations);
  }
}
