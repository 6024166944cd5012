package dev.accrue.worker;

import dev.accrue.api.log.LogStream;

/// What a trainer prints while it stands by: kept for the case that it dies, and searched for the
/// line that says that it is warm.
final class StandbyOutput implements TrainerChild.Output {

  /// What the process prints when it has warmed up.
  private static final String READY = "INFO stands by";

  private final LogTail tail = new LogTail();
  private volatile boolean ready;

  boolean ready() {
    return ready;
  }

  String text() {
    return tail.text();
  }

  @Override
  public void line(LogStream stream, String line) {
    tail.add(line);
    ready |= line.startsWith(READY);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
