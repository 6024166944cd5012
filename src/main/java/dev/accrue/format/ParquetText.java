package dev.accrue.format;

import dev.hardwood.internal.conversion.LogicalTypeConverter;
import dev.hardwood.internal.reader.Page;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How the values of a column are written in a [Table]: numbers in Java's notation, dates and times
/// as ISO 8601 has them, texts as they are. Numbers that are none are missing.
///
/// @param kind what is in the column
record ParquetText(ColumnSchema column, Kind kind) {

  /// The longest decimal, of 256 bits, and what has that many digits.
  private static final int DECIMAL_BYTES = 33;

  private static final int DECIMAL_DIGITS = 76;

  private enum Kind {
    /// Integers and booleans.
    PLAIN,
    UNSIGNED,
    REAL,
    TEXT,
    DECIMAL,
    /// Dates, times, half-precision numbers and UUIDs.
    CONVERTED,
    /// Instants as Spark wrote them once.
    INT96,
    NOTHING
  }

  /// How a column's values are written; null when they are of a type that is not read.
  static @Nullable ParquetText of(ColumnSchema column) {
    Kind kind = kind(column);
    return kind == null ? null : new ParquetText(column, kind);
  }

  private static @Nullable Kind kind(ColumnSchema column) {
    LogicalType logical = column.logicalType();
    if (logical instanceof LogicalType.NullType) {
      return Kind.NOTHING;
    }
    if (logical instanceof LogicalType.DecimalType decimal) {
      return isSmall(decimal, column) ? Kind.DECIMAL : null;
    }
    int length = column.typeLength() == null ? 0 : column.typeLength();
    return switch (column.type()) {
      case BOOLEAN -> logical == null ? Kind.PLAIN : null;
      case INT32, INT64 -> integer(column.type(), logical);
      case FLOAT, DOUBLE -> logical == null ? Kind.REAL : null;
      case INT96 -> logical == null ? Kind.INT96 : null;
      case BYTE_ARRAY ->
          logical == null
                  || logical instanceof LogicalType.StringType
                  || logical instanceof LogicalType.EnumType
                  || logical instanceof LogicalType.JsonType
              ? Kind.TEXT
              : null;
      case FIXED_LEN_BYTE_ARRAY ->
          (logical instanceof LogicalType.UuidType && length == 16)
                  || (logical instanceof LogicalType.Float16Type && length == 2)
              ? Kind.CONVERTED
              : null;
    };
  }

  private static @Nullable Kind integer(PhysicalType type, @Nullable LogicalType logical) {
    if (logical == null) {
      return Kind.PLAIN;
    }
    if (logical instanceof LogicalType.IntType integer) {
      return integer.isSigned() ? Kind.PLAIN : Kind.UNSIGNED;
    }
    boolean converts =
        type == PhysicalType.INT32
            ? logical instanceof LogicalType.DateType || logical instanceof LogicalType.TimeType
            : logical instanceof LogicalType.TimestampType
                || logical instanceof LogicalType.TimeType;
    return converts ? Kind.CONVERTED : null;
  }

  /// Written out, a decimal with a scale of two thousand million would fill the memory.
  private static boolean isSmall(LogicalType.DecimalType decimal, ColumnSchema column) {
    boolean digits =
        decimal.precision() <= DECIMAL_DIGITS
            && decimal.scale() >= 0
            && decimal.scale() <= decimal.precision();
    return digits
        && switch (column.type()) {
          case INT32, INT64, BYTE_ARRAY -> true;
          case FIXED_LEN_BYTE_ARRAY ->
              column.typeLength() != null
                  && column.typeLength() > 0
                  && column.typeLength() <= DECIMAL_BYTES;
          case BOOLEAN, FLOAT, DOUBLE, INT96 -> false;
        };
  }

  /// The text of a value that is there.
  ///
  /// @return null for a number that is none
  @Nullable String write(Page page, int place) throws IOException {
    Object value = value(page, place);
    return switch (kind) {
      case PLAIN -> value.toString();
      case UNSIGNED ->
          value instanceof Integer small
              ? Integer.toUnsignedString(small)
              : Long.toUnsignedString((Long) value);
      case REAL -> Double.isNaN(((Number) value).doubleValue()) ? null : value.toString();
      case TEXT -> text((byte[]) value);
      case DECIMAL -> decimal(value);
      case CONVERTED -> {
        Object converted = LogicalTypeConverter.convert(value, column.type(), column.logicalType());
        yield converted instanceof Float half && half.isNaN() ? null : converted.toString();
      }
      case INT96 -> LogicalTypeConverter.int96ToInstant((byte[]) value).toString();
      case NOTHING -> null;
    };
  }

  private static Object value(Page page, int place) {
    return switch (page) {
      case Page.BooleanPage values -> values.get(place);
      case Page.IntPage values -> values.get(place);
      case Page.LongPage values -> values.get(place);
      case Page.FloatPage values -> values.get(place);
      case Page.DoublePage values -> values.get(place);
      case Page.ByteArrayPage values -> values.get(place);
    };
  }

  private String decimal(Object value) throws IOException {
    if (value instanceof byte[] bytes && (bytes.length == 0 || bytes.length > DECIMAL_BYTES)) {
      throw new IOException("a decimal of %d bytes".formatted(bytes.length));
    }
    BigDecimal decimal =
        (BigDecimal) LogicalTypeConverter.convert(value, column.type(), column.logicalType());
    return decimal.toPlainString();
  }

  /// Java puts U+FFFD where bytes are no UTF-8; only then is it worth asking whether they are.
  private static String text(byte[] bytes) throws CharacterCodingException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0
        ? text
        : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
