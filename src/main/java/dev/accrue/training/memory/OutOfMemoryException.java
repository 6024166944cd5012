package dev.accrue.training.memory;

/// A micro-batch of one sample does not fit: nothing is left to halve.
public final class OutOfMemoryException extends RuntimeException {

  /// With what a person can do about it.
  public OutOfMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
