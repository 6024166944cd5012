package dev.accrue.worker;

import java.io.PrintStream;

/// The agent's own few lines, on standard output: who reads them decides where they go.
final class WorkerLog {

  private final PrintStream out;

  WorkerLog(PrintStream out) {
    this.out = out;
  }

  void info(String message) {
    out.println("worker: " + message);
  }
}
