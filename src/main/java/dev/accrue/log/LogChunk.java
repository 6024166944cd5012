package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import dev.accrue.api.log.LogStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Lines that are stored together; their numbers follow each other.
record LogChunk(List<LogLineView> lines) {

  /// A chunk that has so much text is full.
  static final int FULL_BYTES = 64 * 1024;

  /// Places in these lists are stored: more may be added at their ends.
  private static final List<LogLevel> LEVELS =
      List.of(LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN, LogLevel.ERROR);

  private static final List<LogStream> STREAMS =
      List.of(LogStream.OUTPUT, LogStream.ERROR, LogStream.PLATFORM);

  LogChunk {
    lines = List.copyOf(lines);
  }

  /// Divides lines among chunks, of which only the last may not be full.
  static List<LogChunk> divide(List<LogLineView> lines) {
    List<LogChunk> chunks = new ArrayList<>();
    int begin = 0;
    long size = 0;
    for (int end = 0; end < lines.size(); end++) {
      size += sizeBytes(lines.get(end).text());
      if (size >= FULL_BYTES || end == lines.size() - 1) {
        chunks.add(new LogChunk(lines.subList(begin, end + 1)));
        begin = end + 1;
        size = 0;
      }
    }
    return chunks;
  }

  /// What a line counts: its text in UTF-8 and a line break.
  static long sizeBytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + 1L;
  }

  /// The bits of this level and all graver ones.
  static int bitsFrom(LogLevel level) {
    return (1 << LEVELS.size()) - bit(level);
  }

  private static int bit(LogLevel level) {
    return 1 << LEVELS.indexOf(level);
  }

  long firstLine() {
    return lines.getFirst().number();
  }

  long lastLine() {
    return lines.getLast().number();
  }

  long sizeBytes() {
    return lines.stream().mapToLong(it -> sizeBytes(it.text())).sum();
  }

  int levelBits() {
    return lines.stream().mapToInt(it -> bit(it.level())).reduce(0, (a, b) -> a | b);
  }

  /// Each line as instant, stream, level, length and text; compressed together.
  byte[] encode() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(plain);
        DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
      for (LogLineView line : lines) {
        byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
        out.writeLong(line.at().toEpochMilli());
        out.writeByte(STREAMS.indexOf(line.stream()));
        out.writeByte(LEVELS.indexOf(line.level()));
        out.writeInt(text.length);
        out.write(text);
      }
      plain.writeTo(deflater);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  static LogChunk decode(long firstLine, long lastLine, byte[] content) {
    ByteBuffer plain = ByteBuffer.wrap(inflate(content));
    List<LogLineView> lines = new ArrayList<>();
    for (long number = firstLine; number <= lastLine; number++) {
      Instant at = Instant.ofEpochMilli(plain.getLong());
      LogStream stream = STREAMS.get(plain.get());
      LogLevel level = LEVELS.get(plain.get());
      int length = plain.getInt();
      String text = new String(plain.array(), plain.position(), length, StandardCharsets.UTF_8);
      plain.position(plain.position() + length);
      lines.add(new LogLineView(number, at, stream, level, text));
    }
    return new LogChunk(lines);
  }

  private static byte[] inflate(byte[] content) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(content))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("a chunk of lines is damaged", e);
    }
  }
}
