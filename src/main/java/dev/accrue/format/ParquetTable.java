package dev.accrue.format;

import dev.hardwood.metadata.RowGroup;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Apache Parquet with columns side by side, as `pandas.DataFrame.to_parquet` writes it. Its nulls
/// are missing values; an index without a name, which pandas stores as `__index_level_0__`, is no
/// column.
///
/// Hardwood takes the format apart. Its own pipeline starts two threads and keeps eight pages for
/// each column, and believes what pages and footers declare; here its decoders are called page by
/// page, after [ParquetFooter] and [ParquetColumn] have held against the file and the limits what
/// they are about to take.
final class ParquetTable implements Table {

  private static final String FIX =
      "write it again with pandas.DataFrame.to_parquet, or convert it to CSV";
  private static final String UNNAMED_INDEX = "__index_level_\\d+__";

  private final Path file;
  private final String name;
  private final Limits limits;
  private final ParquetFooter footer;
  private final List<ParquetText> columns = new ArrayList<>();

  private ParquetTable(Path file, String name, Limits limits) throws IOException {
    this.file = file;
    this.name = name;
    this.limits = limits;
    try (FileChannel channel = FileChannel.open(file)) {
      this.footer = ParquetFooter.read(channel, limits, this::refuse);
    }
    for (ColumnSchema column : footer.columns()) {
      if (!column.name().matches(UNNAMED_INDEX)) {
        columns.add(text(column));
      }
    }
    if (columns.isEmpty()) {
      throw refuse("it has no columns but an index");
    }
  }

  /// Opens a file and reads its footer.
  static ParquetTable open(Path file, String name, Limits limits) throws IOException {
    return new ParquetTable(file, name, limits);
  }

  @Override
  public List<String> columns() {
    return columns.stream().map(text -> text.column().name()).toList();
  }

  @Override
  public void forEachRow(RowReader reader) throws IOException {
    ParquetMemory memory = new ParquetMemory(limits);
    try (FileChannel channel = FileChannel.open(file)) {
      for (RowGroup group : footer.groups()) {
        read(group, channel, memory, reader);
      }
    }
  }

  private void read(RowGroup group, FileChannel channel, ParquetMemory memory, RowReader reader)
      throws IOException {
    List<ParquetColumn> open = new ArrayList<>();
    for (ParquetText text : columns) {
      open.add(
          new ParquetColumn(
              channel,
              text,
              group.columns().get(text.column().columnIndex()),
              memory,
              limits.fieldCharacters(),
              this::refuse));
    }
    @Nullable String[] values = new String[open.size()];
    for (long row = 0; row < group.numRows(); row++) {
      for (int column = 0; column < values.length; column++) {
        values[column] = open.get(column).next();
      }
      reader.row(values);
    }
    open.forEach(ParquetColumn::close);
  }

  private ParquetText text(ColumnSchema column) {
    ParquetText text = ParquetText.of(column);
    if (text == null) {
      throw refuse(
          "its column '%.40s' is of type %s%s, which is not read"
              .formatted(
                  column.name(),
                  column.type(),
                  column.logicalType() == null ? "" : " (%s)".formatted(column.logicalType())));
    }
    return text;
  }

  private FormatException refuse(String reason) {
    return new FormatException(name, reason, FIX);
  }
}
