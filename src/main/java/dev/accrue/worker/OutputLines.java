package dev.accrue.worker;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/// Splits a child's output into lines without ever holding more of one than is worth keeping: a
/// program may print a line of any length.
final class OutputLines {

  private static final int MAX_LINE_CHARACTERS = 4_000;
  private static final int CHUNK_CHARACTERS = 8_192;

  private OutputLines() {}

  /// Reads to the end.
  ///
  /// @param line takes each line, cut to what is kept
  static void read(Reader output, Consumer<String> line) throws IOException {
    StringBuilder current = new StringBuilder();
    char[] chunk = new char[CHUNK_CHARACTERS];
    for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
      for (int index = 0; index < read; index++) {
        if (chunk[index] == '\n') {
          line.accept(current.toString());
          current.setLength(0);
        } else if (current.length() < MAX_LINE_CHARACTERS) {
          current.append(chunk[index]);
        }
      }
    }
    if (!current.isEmpty()) {
      line.accept(current.toString());
    }
  }
}
