package dev.accrue.secret;

/// Sealed bytes that do not open: they were changed, or belong to something else.
public final class UnsealableException extends RuntimeException {

  UnsealableException(String message) {
    super(message);
  }
}
