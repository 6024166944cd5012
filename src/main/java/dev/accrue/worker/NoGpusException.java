package dev.accrue.worker;

/// A worker was to offer GPUs on a machine where none can be seen, or without a libtorch for them;
/// the message says why, for whoever started it.
final class NoGpusException extends Exception {

  NoGpusException(String message) {
    super(message);
  }
}
