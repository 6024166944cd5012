package dev.accrue.training.data;

import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table as binary rows in a mapped file: features in the model's precision, then eight bytes per
/// target. The heap holds none of it.
final class TableSource implements SampleSource {

  private static final int BUFFER_BYTES = 1 << 20;

  private final String name;
  private final int size;
  private final int featureBytes;
  private final ElementType type;
  private final MemorySegment rows;
  private final FeatureLayout features;
  private final List<TargetEncoding> encodings;
  private final List<TargetLayout> targets;

  private TableSource(
      String name, int size, TableEncoding encoding, ElementType type, MemorySegment rows) {
    this.name = name;
    this.size = size;
    this.type = type;
    this.rows = rows;
    this.featureBytes = encoding.width() * type.bytes();
    this.features = FeatureLayout.real(List.of((long) encoding.width()));
    this.encodings = encoding.targets().stream().map(TableEncoding.Target::encoding).toList();
    this.targets = encodings.stream().map(TargetEncoding::layout).toList();
  }

  /// Writes a split and opens what was written.
  static TableSource write(
      TableFormat.Rows split, TableEncoding encoding, ElementType type, Path work)
      throws IOException {
    Path file = Files.createTempFile(work, "table", ".bin");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      Writer writer = new Writer(split, encoding, type, channel);
      split.table().forEachRow(writer::write);
      writer.flush();
    }
    return new TableSource(
        split.split(), (int) split.summary().rows(), encoding, type, TokenFile.map(file));
  }

  private static final class Writer {
    private final String split;
    private final TableEncoding encoding;
    private final ElementType type;
    private final FileChannel channel;
    private final int[] featureColumns;
    private final int[] targetColumns;
    private final double[] encoded;
    private final ByteBuffer buffer;
    private long row;

    Writer(TableFormat.Rows split, TableEncoding encoding, ElementType type, FileChannel channel) {
      this.split = split.split();
      this.encoding = encoding;
      this.type = type;
      this.channel = channel;
      this.featureColumns =
          encoding.features().stream().mapToInt(f -> column(split, f.column())).toArray();
      this.targetColumns =
          encoding.targets().stream().mapToInt(t -> column(split, t.column())).toArray();
      this.encoded = new double[encoding.width()];
      int rowBytes = encoded.length * type.bytes() + targetColumns.length * Long.BYTES;
      this.buffer =
          ByteBuffer.allocate(Math.max(BUFFER_BYTES, rowBytes)).order(ByteOrder.nativeOrder());
    }

    private static int column(TableFormat.Rows split, String name) {
      return split.table().columns().indexOf(split.column(name).name());
    }

    void write(@Nullable String[] values) throws IOException {
      row++;
      if (buffer.remaining() < encoded.length * type.bytes() + targetColumns.length * Long.BYTES) {
        flush();
      }
      int from = 0;
      for (int feature = 0; feature < featureColumns.length; feature++) {
        ColumnEncoding column = encoding.features().get(feature).encoding();
        column.encode(values[featureColumns[feature]], encoded, from);
        from += column.width();
      }
      for (double value : encoded) {
        RealNumbers.put(value, type, buffer);
      }
      for (int target = 0; target < targetColumns.length; target++) {
        TargetEncoding column = encoding.targets().get(target).encoding();
        buffer.putLong(column.encode(values[targetColumns[target]], split, row));
      }
    }

    void flush() throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    }
  }

  private long offset(int sample) {
    return sample * (featureBytes + (long) targets.size() * Long.BYTES);
  }

  private long raw(int target, int sample) {
    return rows.get(
        ValueLayout.JAVA_LONG_UNALIGNED,
        offset(sample) + featureBytes + (long) target * Long.BYTES);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public FeatureLayout features() {
    return features;
  }

  @Override
  public List<TargetLayout> targets() {
    return targets;
  }

  @Override
  public int length(int sample) {
    return Math.toIntExact(features.shape().getFirst());
  }

  @Override
  public int targetElements(int target, int sample, long ignoreIndex) {
    return encodings.get(target).elements(raw(target, sample), ignoreIndex);
  }

  @Override
  public long targetClass(int target, int sample) {
    return raw(target, sample);
  }

  @Override
  public void writeFeatures(int sample, @Nullable Draws variation, ByteBuffer into) {
    into.put(rows.asSlice(offset(sample), featureBytes).asByteBuffer());
  }

  @Override
  public void writeTarget(int target, int sample, ByteBuffer into) {
    encodings.get(target).write(raw(target, sample), type, into);
  }
}
