package dev.accrue.problem;

import org.springframework.http.HttpStatus;

/// Stable codes of refusals, each with the HTTP status that it travels under.
public enum ProblemCode {
  /// The body is not JSON or YAML, or not UTF-8.
  MALFORMED_BODY(HttpStatus.BAD_REQUEST),
  /// One or more fields of a body or query hold something that is not allowed.
  INVALID_REQUEST(HttpStatus.UNPROCESSABLE_CONTENT),
  /// The body is larger than the endpoint takes.
  BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
  /// Nobody is signed in, or the token is unknown, expired or revoked.
  UNAUTHENTICATED(HttpStatus.UNAUTHORIZED),
  /// The caller may see the thing but not do this to it.
  FORBIDDEN(HttpStatus.FORBIDDEN),
  /// There is no such thing among those that the caller may see.
  NOT_FOUND(HttpStatus.NOT_FOUND),
  /// The thing is in a state that does not allow this.
  WRONG_STATE(HttpStatus.CONFLICT),
  /// The lease has ended or belongs to a newer attempt; nothing was written.
  STALE_LEASE(HttpStatus.CONFLICT),
  /// A newer incarnation of this worker has registered.
  STALE_WORKER(HttpStatus.CONFLICT),
  /// Too many attempts; wait and try again.
  TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS);

  private final HttpStatus status;

  ProblemCode(HttpStatus status) {
    this.status = status;
  }

  /// The HTTP status of responses with this code.
  public HttpStatus status() {
    return status;
  }
}
