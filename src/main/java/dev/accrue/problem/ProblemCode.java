package dev.accrue.problem;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/// Stable codes of refusals, each with the HTTP status that it travels under.
public enum ProblemCode {
  /// The body is not JSON or YAML, or not UTF-8.
  MALFORMED_BODY(HttpStatus.BAD_REQUEST),
  /// The request is not well-formed HTTP, or lacks something that it needs.
  BAD_REQUEST(HttpStatus.BAD_REQUEST),
  /// One or more fields of a body or query hold something that is not allowed.
  INVALID_REQUEST(HttpStatus.UNPROCESSABLE_CONTENT),
  /// The body is larger than the endpoint takes.
  BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
  /// The body did not come in time.
  BODY_TOO_SLOW(HttpStatus.REQUEST_TIMEOUT),
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
  /// The platform holds as many of these as it is meant to.
  LIMIT_REACHED(HttpStatus.CONFLICT),
  /// The server was not given the key that it would need for this secret.
  NO_SECRET_KEY(HttpStatus.CONFLICT),
  /// What was to be changed is no longer what `If-Match` says; nothing was changed.
  PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED),
  /// The stored bytes are not what was written; asking again gives the same.
  BLOB_DAMAGED(HttpStatus.GONE),
  /// The team's checkpoints would take more bytes than they may.
  QUOTA_EXCEEDED(HttpStatus.INSUFFICIENT_STORAGE),
  /// The password was made up by somebody else and has to be changed first.
  PASSWORD_CHANGE_REQUIRED(HttpStatus.FORBIDDEN),
  /// A browser's request without the token that proves that it comes from Accrue's own page.
  CSRF_TOKEN_REQUIRED(HttpStatus.FORBIDDEN),
  /// The path exists, but not with this method.
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
  /// The answer is not available in any of the types that the caller accepts.
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
  /// The body's Content-Type is not one that the endpoint reads.
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
  /// Too many attempts; wait and try again.
  TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS),
  /// A mistake of the server; logged.
  INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR),
  /// The server cannot reach its database or is overloaded; try again.
  UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE);

  private final HttpStatus status;

  ProblemCode(HttpStatus status) {
    this.status = status;
  }

  /// The code for a status that something else decided on.
  static ProblemCode of(HttpStatusCode status) {
    return switch (status.value()) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> BODY_TOO_SLOW;
      case 409 -> WRONG_STATE;
      case 412 -> PRECONDITION_FAILED;
      case 413 -> BODY_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 422 -> INVALID_REQUEST;
      case 429 -> TOO_MANY_REQUESTS;
      case 503 -> UNAVAILABLE;
      default -> status.is4xxClientError() ? BAD_REQUEST : INTERNAL;
    };
  }

  /// The HTTP status of responses with this code.
  public HttpStatus status() {
    return status;
  }
}
