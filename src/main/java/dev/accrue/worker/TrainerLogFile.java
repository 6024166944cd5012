package dev.accrue.worker;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The log of one attempt: a file of bounded size, and the last lines for its obituary.
final class TrainerLogFile implements TrainerChild.Output {

  private static final long MAX_LOG_BYTES = 64L << 20;

  private final LogTail tail;
  private final BufferedWriter file;
  private long written;
  private boolean broken;

  TrainerLogFile(Path path, LogTail tail) throws IOException {
    this.tail = tail;
    this.file = Files.newBufferedWriter(path);
  }

  @Override
  public void line(String line) {
    tail.add(line);
    written += line.length() + 1;
    if (written > MAX_LOG_BYTES || broken) {
      return;
    }
    try {
      file.write(line);
      file.newLine();
      file.flush();
    } catch (IOException e) {
      broken = true;
      tail.add("[worker] the trainer's output could not be kept: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      tail.add("[worker] the trainer's log could not be closed: " + e.getMessage());
    }
  }
}
