package dev.accrue.training.script;

import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A safetensors file (https://huggingface.co/docs/safetensors): the length of the header as eight
/// bytes, the header as JSON, then the tensors without a gap. Only the header is read at first; a
/// tensor is read when it is asked for.
public final class SafeTensors implements WeightSource, AutoCloseable {

  private final String what;
  private final FileChannel channel;
  private final long dataStart;
  private final Map<String, Entry> entries;

  /// A tensor as the header has it.
  ///
  /// @param begin offset of its first byte behind the header
  /// @param end offset behind its last byte
  record Entry(StoredType type, List<Long> shape, long begin, long end) {}

  private SafeTensors(
      String what, FileChannel channel, long dataStart, Map<String, Entry> entries) {
    this.what = what;
    this.channel = channel;
    this.dataStart = dataStart;
    this.entries = entries;
  }

  /// Opens a file and checks its whole header.
  ///
  /// @param what to call it in messages, such as `weights base`
  /// @throws TrainingRefusedException when it is not a safetensors file
  public static SafeTensors open(Path file, String what) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      SafeTensorsHeader header = new SafeTensorsHeader(what, channel.size());
      long length = header.length(read(channel, 0, (int) Math.min(Long.BYTES, channel.size())));
      long dataStart = Long.BYTES + length;
      Map<String, Entry> entries = header.entries(read(channel, Long.BYTES, (int) length));
      return new SafeTensors(what, channel, dataStart, entries);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  @Override
  public String what() {
    return what;
  }

  @Override
  public Map<String, List<Long>> shapes() {
    return entries.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> entry.getValue().shape(),
                (one, other) -> one,
                LinkedHashMap::new));
  }

  @Override
  public boolean converts(String name, ElementType type) {
    return entry(name).type().convertsTo(type);
  }

  @Override
  public TensorValue read(String name, ElementType type) throws IOException {
    Entry entry = entry(name);
    ByteBuffer value = TensorValue.allocate(type, entry.shape());
    ByteBuffer stored =
        channel
            .map(
                FileChannel.MapMode.READ_ONLY,
                dataStart + entry.begin(),
                entry.end() - entry.begin())
            .order(ByteOrder.LITTLE_ENDIAN);
    try {
      entry.type().convert(stored, type, value);
    } catch (ArithmeticException e) {
      throw new TrainingRefusedException(
          "%s of %s holds a number that does not fit %s".formatted(name, what, type));
    }
    return new TensorValue(type, entry.shape(), value.flip());
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("%s has no tensor %s".formatted(what, name));
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
