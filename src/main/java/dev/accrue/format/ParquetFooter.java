package dev.accrue.format;

import dev.hardwood.internal.thrift.FileMetaDataReader;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.metadata.SchemaElement;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a Parquet file says about itself at its end, believed only where the file bears it out:
/// columns side by side, and row groups whose chunks lie inside the file and have as many values as
/// the group has rows.
///
/// @param columns all of them, in the file's order
/// @param groups one after the other
/// @param end where the footer begins and data ends
record ParquetFooter(List<ColumnSchema> columns, List<RowGroup> groups, long end) {

  /// Tells why a file is refused.
  @FunctionalInterface
  interface Refusal {
    FormatException because(String reason);
  }

  private static final int MAGIC = 0x31524150;
  private static final int ENCRYPTED = 0x45524150;
  private static final int EDGE_BYTES = 8;
  private static final int MAX_FOOTER_BYTES = 16 << 20;

  /// Values that a file may hold however small it is, and for each of its bytes: runs of one value
  /// take next to no room, and each still takes the time to read it.
  private static final long FREE_VALUES = 1L << 24;

  private static final long VALUES_PER_BYTE = 256;

  /// Reads a footer.
  ///
  /// @throws FormatException when there is none, or it is beyond a limit
  static ParquetFooter read(FileChannel file, Limits limits, Refusal refusal) throws IOException {
    ByteBuffer bytes = bytes(file, refusal);
    long end = file.size() - EDGE_BYTES - bytes.remaining();
    FileMetaData metadata;
    try {
      metadata = FileMetaDataReader.read(new BoundedThrift(bytes));
      checkFlat(metadata.schema(), limits, refusal);
      List<ColumnSchema> columns = FileSchema.fromSchemaElements(metadata.schema()).getColumns();
      ParquetFooter footer = new ParquetFooter(columns, metadata.rowGroups(), end);
      footer.check(metadata.numRows(), file.size(), refusal);
      return footer;
    } catch (FormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw refusal.because("its footer is damaged (%.100s)".formatted(e.getMessage()));
    }
  }

  private static ByteBuffer bytes(FileChannel file, Refusal refusal) throws IOException {
    long size = file.size();
    if (size < 2 * EDGE_BYTES || read(file, 0, 4).getInt() != MAGIC) {
      throw refusal.because("it does not begin with PAR1");
    }
    ByteBuffer edge = read(file, size - EDGE_BYTES, EDGE_BYTES);
    long length = edge.getInt();
    int magic = edge.getInt();
    if (magic == ENCRYPTED) {
      throw refusal.because("it is encrypted");
    }
    if (magic != MAGIC) {
      throw refusal.because("it does not end with PAR1; it may be cut off");
    }
    if (length < 1 || length > MAX_FOOTER_BYTES || length > size - EDGE_BYTES - 4) {
      throw refusal.because(
          "it declares a footer of %d bytes, not 1 to %d within its %d bytes"
              .formatted(length, MAX_FOOTER_BYTES, size));
    }
    return read(file, size - EDGE_BYTES - length, (int) length);
  }

  /// Bytes of a file, in the byte order of the format.
  ///
  /// @throws IOException when they are not there
  static ByteBuffer read(FileChannel file, long from, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the file ends too early");
      }
    }
    return buffer.flip();
  }

  private static void checkFlat(List<SchemaElement> schema, Limits limits, Refusal refusal) {
    if (schema.size() < 2 || schema.getFirst().isPrimitive()) {
      throw refusal.because("it has no columns");
    }
    Set<String> names = new HashSet<>();
    for (SchemaElement element : schema.subList(1, schema.size())) {
      String name = element.name();
      if (name == null || name.isBlank() || name.length() > 200 || !names.add(name)) {
        throw refusal.because(
            "its column name '%.40s' is empty, too long or there twice".formatted(name));
      }
      if (!element.isPrimitive() || element.repetitionType() == RepetitionType.REPEATED) {
        throw refusal.because("its column '%.40s' is nested".formatted(name));
      }
    }
    Integer children = schema.getFirst().numChildren();
    if (children == null || children != schema.size() - 1) {
      throw refusal.because(
          "it has %d columns and declares %s".formatted(schema.size() - 1, children));
    }
    if (children > limits.columns()) {
      throw refusal.because("it has %d columns, over %d".formatted(children, limits.columns()));
    }
  }

  private void check(long declared, long bytes, Refusal refusal) {
    long rows = 0;
    for (RowGroup group : groups) {
      if (group.numRows() < 0 || group.columns().size() != columns.size()) {
        throw refusal.because(
            "a row group of %d rows has %d columns, not %d"
                .formatted(group.numRows(), group.columns().size(), columns.size()));
      }
      rows += group.numRows();
      long values = Math.multiplyFull((int) Math.min(rows, Integer.MAX_VALUE), columns.size());
      if (rows > Integer.MAX_VALUE || values > FREE_VALUES + VALUES_PER_BYTE * bytes) {
        throw refusal.because(
            "it declares %d rows and more, too many for a file of %d bytes".formatted(rows, bytes));
      }
      for (ColumnSchema column : columns) {
        check(group, column, refusal);
      }
    }
    if (rows != declared) {
      throw refusal.because(
          "it declares %d rows and its row groups have %d".formatted(declared, rows));
    }
  }

  private void check(RowGroup group, ColumnSchema column, Refusal refusal) {
    ColumnChunk chunk = group.columns().get(column.columnIndex());
    ColumnMetaData metadata = chunk.metaData();
    if (metadata == null
        || metadata.type() != column.type()
        || !column.fieldPath().equals(metadata.pathInSchema())
        || metadata.numValues() != group.numRows()) {
      throw refusal.because(
          "its column '%.40s' is not in each of its row groups".formatted(column.name()));
    }
    if (metadata.codec() == null || !ParquetCodecs.knows(metadata.codec())) {
      throw refusal.because(
          "its column '%.40s' is compressed with %s".formatted(column.name(), metadata.codec()));
    }
    long start = chunk.chunkStartOffset();
    long length = metadata.totalCompressedSize();
    boolean inside = start >= 4 && start <= end && length >= 0 && length <= end - start;
    if (group.numRows() > 0 && !inside) {
      throw refusal.because(
          "its column '%.40s' lies at bytes %d to %d of %d"
              .formatted(column.name(), start, start + length, end));
    }
  }
}
