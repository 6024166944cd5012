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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes on their way into the store: hashed and counted before a connection is taken, so that a
/// slow sender holds none and wrong bytes never reach the database. The first chunk stays in
/// memory, and those behind it for which there is room; the rest goes to a file that has no name,
/// so nothing is left of it when the process is killed.
final class Spool implements Closeable {

  private final List<byte[]> held;
  private final @Nullable FileChannel rest;
  private final long sizeBytes;
  private final byte[] digest;
  private final Runnable release;

  private Spool(
      List<byte[]> held,
      @Nullable FileChannel rest,
      long sizeBytes,
      byte[] digest,
      Runnable release) {
    this.held = held;
    this.rest = rest;
    this.sizeBytes = sizeBytes;
    this.digest = digest;
    this.release = release;
  }

  static Spool fill(InputStream source, int chunkBytes, long maxBytes, SpoolMemory memory)
      throws IOException {
    MessageDigest digest = Sha256.newDigest();
    List<byte[]> held = new ArrayList<>();
    FileChannel file = null;
    try {
      byte[] chunk = source.readNBytes(chunkBytes);
      long size = keep(chunk, held, digest, 0, maxBytes);
      while (chunk.length == chunkBytes && file == null) {
        if (memory.take()) {
          chunk = next(source, chunkBytes, memory);
          size = keep(chunk, held, digest, size, maxBytes);
        } else {
          file = openNamelessFile();
          size = copy(source, file, digest, size, maxBytes);
        }
      }
      return new Spool(held, file, size, digest.digest(), () -> giveBack(memory, held));
    } catch (IOException | RuntimeException e) {
      giveBack(memory, held);
      if (file != null) {
        file.close();
      }
      throw e;
    }
  }

  /// All but the first chunk were taken.
  private static void giveBack(SpoolMemory memory, List<byte[]> held) {
    memory.giveBack(Math.max(0, held.size() - 1));
  }

  /// The chunk that was taken room for.
  private static byte[] next(InputStream source, int chunkBytes, SpoolMemory memory)
      throws IOException {
    try {
      byte[] chunk = new byte[chunkBytes];
      int read = source.readNBytes(chunk, 0, chunkBytes);
      return read == chunkBytes ? chunk : Arrays.copyOf(chunk, read);
    } catch (IOException | RuntimeException e) {
      memory.giveBack(1);
      throw e;
    }
  }

  private static long keep(
      byte[] chunk, List<byte[]> held, MessageDigest digest, long size, long maxBytes) {
    held.add(chunk);
    digest.update(chunk);
    refuseMoreThan(maxBytes, size + chunk.length);
    return size + chunk.length;
  }

  private static long copy(
      InputStream source, FileChannel file, MessageDigest digest, long size, long maxBytes)
      throws IOException {
    long copied = size;
    byte[] buffer = new byte[64 * 1024];
    for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
      copied += read;
      refuseMoreThan(maxBytes, copied);
      digest.update(buffer, 0, read);
      for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
        file.write(bytes);
      }
    }
    return copied;
  }

  /// Bytes that are there already, a chunk at most.
  static Spool holding(byte[] bytes) {
    return new Spool(
        List.of(bytes), null, bytes.length, Sha256.newDigest().digest(bytes), () -> {});
  }

  /// The bytes of the first chunk.
  byte[] first() {
    return held.getFirst();
  }

  long sizeBytes() {
    return sizeBytes;
  }

  byte[] digest() {
    return digest;
  }

  /// The bytes of chunk `ordinal`.
  byte[] chunk(int ordinal, int chunkBytes) throws IOException {
    if (ordinal < held.size()) {
      return held.get(ordinal);
    }
    if (rest == null) {
      throw new IllegalArgumentException("no chunk " + ordinal + " in " + sizeBytes + " bytes");
    }
    long offset = (long) ordinal * chunkBytes;
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(chunkBytes, sizeBytes - offset));
    while (chunk.hasRemaining()) {
      if (rest.read(chunk, offset - (long) held.size() * chunkBytes + chunk.position()) < 0) {
        throw new IOException("the spool file ended before byte " + sizeBytes);
      }
    }
    return chunk.array();
  }

  @Override
  public void close() throws IOException {
    release.run();
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
