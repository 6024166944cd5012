package dev.accrue.worker;

/// The server answered, and said no.
final class ServerException extends Exception {

  private final int status;

  ServerException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// Whether the server holds the caller's lease or incarnation to be over, which no retry mends.
  boolean stale() {
    return status == 409;
  }

  /// Whether the same request may be answered otherwise later.
  boolean mayPass() {
    return status >= 500 || status == 429;
  }

  /// Whether the token is not accepted.
  boolean refused() {
    return status == 401 || status == 403;
  }
}
