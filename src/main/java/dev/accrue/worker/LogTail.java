package dev.accrue.worker;

import java.util.ArrayDeque;
import java.util.Deque;

/// The last lines of a trainer's output, for the message of an attempt whose trainer died.
final class LogTail {

  private static final int MAX_LINES = 20;
  private static final int MAX_LINE_CHARACTERS = 300;

  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == MAX_LINES) {
      lines.removeFirst();
    }
    lines.addLast(line.substring(0, Math.min(line.length(), MAX_LINE_CHARACTERS)));
  }

  synchronized String text() {
    return String.join("\n", lines);
  }
}
