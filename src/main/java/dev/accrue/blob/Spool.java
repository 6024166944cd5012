package dev.accrue.blob;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Bytes on their way into the store: hashed and counted before a connection is taken, so that a
/// slow sender holds none and wrong bytes never reach the database. One chunk stays in memory; more
/// goes to a file that has no name, so nothing is left of it when the process is killed.
final class Spool implements Closeable {

  private final byte[] first;
  private final @Nullable FileChannel rest;
  private final long sizeBytes;
  private final byte[] digest;

  private Spool(byte[] first, @Nullable FileChannel rest, long sizeBytes, byte[] digest) {
    this.first = first;
    this.rest = rest;
    this.sizeBytes = sizeBytes;
    this.digest = digest;
  }

  static Spool fill(InputStream source, int chunkBytes, long maxBytes) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] first = source.readNBytes(chunkBytes);
    refuseMoreThan(maxBytes, first.length);
    digest.update(first);
    if (first.length < chunkBytes) {
      return new Spool(first, null, first.length, digest.digest());
    }
    FileChannel file = openNamelessFile();
    try {
      long size = first.length;
      byte[] buffer = new byte[64 * 1024];
      for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
        size += read;
        refuseMoreThan(maxBytes, size);
        digest.update(buffer, 0, read);
        for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
          file.write(bytes);
        }
      }
      file.position(0);
      return new Spool(first, file, size, digest.digest());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  long sizeBytes() {
    return sizeBytes;
  }

  byte[] digest() {
    return digest;
  }

  /// The bytes of chunk `ordinal`.
  byte[] chunk(int ordinal, int chunkBytes) throws IOException {
    if (ordinal == 0) {
      return first;
    }
    if (rest == null) {
      throw new IllegalArgumentException("no chunk " + ordinal + " in " + sizeBytes + " bytes");
    }
    long offset = (long) ordinal * chunkBytes;
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(chunkBytes, sizeBytes - offset));
    while (chunk.hasRemaining()) {
      if (rest.read(chunk, offset - first.length + chunk.position()) < 0) {
        throw new IOException("the spool file ended before byte " + sizeBytes);
      }
    }
    return chunk.array();
  }

  @Override
  public void close() throws IOException {
    if (rest != null) {
      rest.close();
    }
  }

  /// On Linux and macOS the name is gone as soon as the file is open.
  private static FileChannel openNamelessFile() throws IOException {
    Path file = Files.createTempFile("accrue-blob-", ".spool");
    return FileChannel.open(
        file,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  private static void refuseMoreThan(long maxBytes, long size) {
    if (size > maxBytes) {
      throw new ProblemException(
          ProblemCode.BODY_TOO_LARGE,
          "the blob has more than the " + maxBytes + " bytes that are taken here");
    }
  }
}
