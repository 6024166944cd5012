package dev.accrue.problem;

/// A refusal for now, which says when to try again: the answer has a `Retry-After`.
public class TooManyRequestsException extends ProblemException {

  private final long retryAfterSeconds;

  /// @param message what there were too many of, and what to do about it
  public TooManyRequestsException(String message, long retryAfterSeconds) {
    super(ProblemCode.TOO_MANY_REQUESTS, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
