package dev.accrue.worker;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.LogLine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Lines that wait in a file until the server has them: one after the other at its end, read from
/// its beginning. Each is `INSTANT STREAM LEVEL TEXT`, so that a person can read them as well. A
/// file of which everything was read is begun anew, once it is large.
final class LineFile implements Closeable {

  private static final long MAX_BYTES = 64L << 20;
  private static final long LARGE_BYTES = 4L << 20;
  private static final int READ_BYTES = 256 << 10;

  private final FileChannel file;
  private final long maxBytes;
  private long written;
  private long read;
  private long taken;

  LineFile(Path path) throws IOException {
    this(path, MAX_BYTES);
  }

  /// @param maxBytes that the file may have
  LineFile(Path path, long maxBytes) throws IOException {
    this.maxBytes = maxBytes;
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  boolean hasRoom() {
    return written < maxBytes;
  }

  boolean hasMore() {
    return read < written;
  }

  /// Whether as much waits as one reading takes.
  boolean hasMuch() {
    return written - read >= READ_BYTES;
  }

  void append(LogLine line) throws IOException {
    String text =
        Instant.ofEpochMilli(line.atMillis())
            + (" " + line.stream() + " " + line.level() + " " + line.text() + "\n");
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    // A line that is written in part, on a full disk, is written over by the next.
    long position = written;
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
    written = position;
  }

  /// The next lines; they are read again until `taken` is called.
  List<LogLine> next(int maxLines) throws IOException {
    byte[] bytes = new byte[(int) Math.min(READ_BYTES, written - taken)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining() && file.read(buffer, taken + buffer.position()) > 0) {
      // Until everything is there.
    }
    List<LogLine> lines = new ArrayList<>();
    int begin = 0;
    for (int index = 0; index < buffer.position() && lines.size() < maxLines; index++) {
      if (bytes[index] == '\n') {
        lines.add(line(new String(bytes, begin, index - begin, StandardCharsets.UTF_8)));
        begin = index + 1;
      }
    }
    read = taken + begin;
    return lines;
  }

  /// What was read last need not be kept.
  void taken() throws IOException {
    taken = read;
    if (taken == written && written > LARGE_BYTES) {
      file.truncate(0);
      written = 0;
      read = 0;
      taken = 0;
    }
  }

  /// Forgets everything that waits.
  void clear() throws IOException {
    read = written;
    taken();
  }

  private static LogLine line(String text) {
    String[] parts = text.split(" ", 4);
    return new LogLine(
        Instant.parse(parts[0]).toEpochMilli(),
        LogStream.valueOf(parts[1]),
        LogLevel.valueOf(parts[2]),
        parts[3]);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
