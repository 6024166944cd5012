package dev.accrue.cli;

/// The command line itself refuses: what was named is not there, or not fit.
final class RefusedException extends Exception {

  private final int exitCode;

  RefusedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
