package dev.accrue.cli;

/// What the process ends with. Documented in docs/cli.md: scripts decide by these.
final class ExitCode {

  /// It is done.
  static final int DONE = 0;

  /// It was carried out and the answer is no: the followed job failed, `doctor` found something.
  static final int FAILED = 1;

  /// The command line could not be understood. Picocli's own.
  static final int USAGE = 2;

  /// Nobody is signed in, or may not do this.
  static final int FORBIDDEN = 3;

  /// There is no such thing.
  static final int NOT_FOUND = 4;

  /// The server refused what was asked for: a field, a state, a limit.
  static final int REFUSED = 5;

  /// The server could not be reached, or failed.
  static final int UNAVAILABLE = 6;

  /// The followed job was canceled.
  static final int CANCELED = 7;

  private ExitCode() {}

  /// The code for an answer of the server that is none of success.
  static int of(int status) {
    return switch (status) {
      case 401, 403 -> FORBIDDEN;
      case 404, 410 -> NOT_FOUND;
      default -> status >= 500 && status != 507 ? UNAVAILABLE : REFUSED;
    };
  }
}
