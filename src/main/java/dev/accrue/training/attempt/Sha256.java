package dev.accrue.training.attempt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests as blobs are named by them: lower-case hexadecimal.
final class Sha256 {

  private static final int BUFFER_BYTES = 128 << 10;

  private Sha256() {}

  static String of(ByteBuffer content) {
    MessageDigest digest = digest();
    digest.update(content);
    return HexFormat.of().formatHex(digest.digest());
  }

  static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return copying(in, OutputStream.nullOutputStream());
    }
  }

  /// The digest of all that is left of `in`, which is copied to `out` on the way.
  static String copying(InputStream in, OutputStream out) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The same of the next `length` bytes alone.
  ///
  /// @throws EOFException when there are fewer
  static String copying(InputStream in, long length, OutputStream out) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, length)];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("%d of %d bytes are missing".formatted(left, length));
      }
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
      left -= read;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
