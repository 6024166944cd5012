package dev.accrue.metric;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Points as a Parquet file (<https://parquet.apache.org/docs/file-format/>): five required
/// columns, plainly encoded, not compressed, in row groups of as many points as one of them may
/// hold in memory. The library that reads Parquet here does not write it.
final class ParquetPoints implements PointWriter {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int POINTS_OF_A_GROUP = 65_536;

  private static final int DATA_PAGE = 0;
  private static final int PLAIN = 0;
  private static final int RUN_LENGTHS = 3;
  private static final int UNCOMPRESSED = 0;

  private final OutputStream out;
  private final List<Column> columns =
      List.of(
          new Column("series", Column.BYTE_ARRAY, Column.UTF8),
          new Column("optimizer_step", Column.INT64, Column.PLAIN_NUMBER),
          new Column("samples_seen", Column.INT64, Column.PLAIN_NUMBER),
          new Column("at", Column.INT64, Column.TIMESTAMP_MILLIS),
          new Column("value", Column.DOUBLE, Column.PLAIN_NUMBER));
  private final List<CompactThrift> groups = new ArrayList<>();
  private long offset;
  private long rows;
  private int rowsOfGroup;

  /// A column and its values in the present group.
  private record Column(String name, int type, int meaning, ByteArrayOutputStream values) {

    static final int INT64 = 2;
    static final int DOUBLE = 5;
    static final int BYTE_ARRAY = 6;

    static final int PLAIN_NUMBER = -1;
    static final int UTF8 = 0;
    static final int TIMESTAMP_MILLIS = 9;

    Column(String name, int type, int meaning) {
      this(name, type, meaning, new ByteArrayOutputStream());
    }

    void add(long value) {
      values.writeBytes(little(Long.BYTES).putLong(value).array());
    }

    void add(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      values.writeBytes(little(Integer.BYTES).putInt(bytes.length).array());
      values.writeBytes(bytes);
    }

    CompactThrift schema() {
      CompactThrift element = new CompactThrift().i32(1, type).i32(3, 0).text(4, name);
      return meaning == PLAIN_NUMBER ? element : element.i32(6, meaning);
    }
  }

  ParquetPoints(OutputStream out) throws IOException {
    this.out = out;
    append(MAGIC);
  }

  @Override
  public void write(String series, Point point) throws IOException {
    columns.get(0).add(series);
    columns.get(1).add(point.optimizerStep());
    columns.get(2).add(point.samplesSeen());
    columns.get(3).add(point.atMillis());
    columns.get(4).add(Double.doubleToRawLongBits(point.value()));
    if (++rowsOfGroup == POINTS_OF_A_GROUP) {
      writeGroup();
    }
  }

  @Override
  public void finish() throws IOException {
    if (rowsOfGroup > 0) {
      writeGroup();
    }
    List<CompactThrift> schema = new ArrayList<>();
    schema.add(new CompactThrift().text(4, "points").i32(5, columns.size()));
    columns.forEach(column -> schema.add(column.schema()));
    byte[] footer =
        new CompactThrift()
            .i32(1, 1)
            .structs(2, schema)
            .i64(3, rows)
            .structs(4, groups)
            .text(6, "accrue")
            .bytes();
    append(footer);
    append(little(Integer.BYTES).putInt(footer.length).array());
    append(MAGIC);
  }

  private void writeGroup() throws IOException {
    long start = offset;
    List<CompactThrift> chunks = new ArrayList<>();
    for (Column column : columns) {
      chunks.add(writeChunk(column));
    }
    groups.add(new CompactThrift().structs(1, chunks).i64(2, offset - start).i64(3, rowsOfGroup));
    rows += rowsOfGroup;
    rowsOfGroup = 0;
  }

  /// One page.
  private CompactThrift writeChunk(Column column) throws IOException {
    long start = offset;
    byte[] values = column.values().toByteArray();
    column.values().reset();
    CompactThrift page =
        new CompactThrift()
            .i32(1, rowsOfGroup)
            .i32(2, PLAIN)
            .i32(3, RUN_LENGTHS)
            .i32(4, RUN_LENGTHS);
    append(
        new CompactThrift()
            .i32(1, DATA_PAGE)
            .i32(2, values.length)
            .i32(3, values.length)
            .struct(5, page)
            .bytes());
    append(values);
    CompactThrift metadata =
        new CompactThrift()
            .i32(1, column.type())
            .i32s(2, List.of(PLAIN, RUN_LENGTHS))
            .texts(3, List.of(column.name()))
            .i32(4, UNCOMPRESSED)
            .i64(5, rowsOfGroup)
            .i64(6, offset - start)
            .i64(7, offset - start)
            .i64(9, start);
    return new CompactThrift().i64(2, start).struct(3, metadata);
  }

  private void append(byte[] bytes) throws IOException {
    out.write(bytes);
    offset += bytes.length;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
