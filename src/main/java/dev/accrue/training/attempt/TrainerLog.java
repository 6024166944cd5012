package dev.accrue.training.attempt;

/// Lines for people, `LEVEL message`, on the standard output that the worker keeps.
final class TrainerLog {

  private TrainerLog() {}

  static void info(String message) {
    System.out.println("INFO " + message);
  }

  static void warn(String message) {
    System.out.println("WARN " + message);
  }

  static void error(String message, Throwable cause) {
    System.out.println("ERROR " + message);
    cause.printStackTrace(System.out);
  }
}
