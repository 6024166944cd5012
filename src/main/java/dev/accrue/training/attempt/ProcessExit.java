package dev.accrue.training.attempt;

/// How the trainer's process ends; the worker knows these codes. It halts, since nothing that is
/// left to do on the way out is worth the risk of doing it after the lease has ended.
enum ProcessExit {
  /// The server accepted the end of the attempt.
  REPORTED(0),
  /// Something failed that could not be reported.
  FAILED(70),
  /// The worker is gone.
  INPUT_ENDED(74),
  /// The lease ended or went to another attempt.
  LEASE_ENDED(75);

  private final int code;

  ProcessExit(int code) {
    this.code = code;
  }

  /// Ends the process; does not return.
  void now(String why) {
    System.out.println("INFO trainer ends with code %d: %s".formatted(code, why));
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }
}
