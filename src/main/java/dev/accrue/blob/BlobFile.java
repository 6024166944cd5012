package dev.accrue.blob;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A blob as a file of its own for as long as somebody looks into it.
///
/// @param path of the temporary file
public record BlobFile(Path path) implements AutoCloseable {

  /// Copies a blob into a temporary file.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND` when there is none
  public static BlobFile copy(BlobStore blobs, String sha256) {
    try {
      Path path = Files.createTempFile("accrue-inspect-", ".blob");
      try (OutputStream out = Files.newOutputStream(path)) {
        blobs.read(sha256, out);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(path);
        throw e;
      }
      return new BlobFile(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy blob " + sha256 + " to look into it", e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }
}
