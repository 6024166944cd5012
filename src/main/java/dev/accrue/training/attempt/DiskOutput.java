package dev.accrue.training.attempt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file whose failures can be told from those of what is copied into it: a download that fails by
/// the network is worth another try, one that fails by this machine's disk is not.
final class DiskOutput extends FilterOutputStream {

  /// The disk did not take what was written.
  static final class DiskException extends UncheckedIOException {
    private DiskException(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }

  private DiskOutput(OutputStream file) {
    super(file);
  }

  /// Makes the file, or empties it.
  ///
  /// @throws DiskException when that is impossible, as do all writes to it
  static DiskOutput to(Path file) {
    try {
      return new DiskOutput(Files.newOutputStream(file));
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }
}
