package dev.accrue.worker;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/// Splits a child's output into lines without ever holding more of one than is worth keeping: a
/// program may print a line of any length. A line ends with a line feed, a carriage return (with
/// which programs draw progress over itself) or both.
final class OutputLines {

  static final int MAX_LINE_CHARACTERS = 4_000;
  private static final int CHUNK_CHARACTERS = 8_192;

  private final Consumer<String> line;
  private final StringBuilder current = new StringBuilder();
  private long characters;
  private boolean afterReturn;

  private OutputLines(Consumer<String> line) {
    this.line = line;
  }

  /// Reads to the end.
  ///
  /// @param line takes each line; one that is cut says so
  static void read(Reader output, Consumer<String> line) throws IOException {
    OutputLines lines = new OutputLines(line);
    char[] chunk = new char[CHUNK_CHARACTERS];
    try {
      for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
        for (int index = 0; index < read; index++) {
          lines.take(chunk[index]);
        }
      }
    } finally {
      if (lines.characters > 0) {
        lines.end();
      }
    }
  }

  private void take(char next) {
    boolean secondHalfOfEnd = afterReturn && next == '\n';
    afterReturn = next == '\r';
    if (secondHalfOfEnd) {
      return;
    }
    if (next == '\n' || next == '\r') {
      end();
      return;
    }
    characters++;
    if (characters <= MAX_LINE_CHARACTERS) {
      current.append(next);
    }
  }

  private void end() {
    if (characters > MAX_LINE_CHARACTERS) {
      // Half of a pair is no character.
      if (Character.isHighSurrogate(current.charAt(current.length() - 1))) {
        current.setLength(current.length() - 1);
      }
      current.append(" … [cut: the line has %d characters]".formatted(characters));
    }
    line.accept(current.toString());
    current.setLength(0);
    characters = 0;
  }
}
