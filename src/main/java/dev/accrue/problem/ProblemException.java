package dev.accrue.problem;

import java.util.List;

/// A refusal that the caller is told about as an RFC 9457 problem.
public class ProblemException extends RuntimeException {

  private final ProblemCode code;
  private final transient List<Violation> violations;

  /// A refusal of the request as a whole.
  ///
  /// @param message what, where, and what to do about it, in sentences
  public ProblemException(ProblemCode code, String message) {
    this(code, message, List.of());
  }

  /// A refusal of some of the request's fields.
  public ProblemException(ProblemCode code, String message, List<Violation> violations) {
    super(message);
    this.code = code;
    this.violations = List.copyOf(violations);
  }

  /// The stable code.
  public ProblemCode code() {
    return code;
  }

  /// The refused fields; empty when the request was refused as a whole.
  public List<Violation> violations() {
    return violations;
  }
}
