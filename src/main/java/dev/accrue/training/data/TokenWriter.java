package dev.accrue.training.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes tokens to a file, two bytes each.
final class TokenWriter implements AutoCloseable {

  private final OutputStream stream;
  private long written;

  TokenWriter(Path file) throws IOException {
    this.stream = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  void write(int token) {
    try {
      stream.write(token);
      stream.write(token >>> 8);
      written++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long written() {
    return written;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
