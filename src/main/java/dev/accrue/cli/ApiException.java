package dev.accrue.cli;

/// The server refused, in its own words.
public final class ApiException extends Exception {

  private final int status;

  ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// The HTTP status.
  public int status() {
    return status;
  }
}
