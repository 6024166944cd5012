package dev.accrue.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files by pyarrow and pandas, which `bench/reference/parquet.py` writes.
class ParquetTableTest {

  private static final Path FILES = Path.of("src/test/resources/parquet");
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  @TempDir Path directory;

  /// Every codec and encoding, pages of both kinds, several of them and of row groups; and an index
  /// without a name, which is no column.
  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip", "zstd", "plain", "split", "index"})
  void readsWhatTheCsvOfTheSameTableHolds(String name) throws IOException {
    Table table = open(name);
    Table csv = Tables.open(FILES.resolve("table.csv"), Format.CSV, "csv", Limits.STANDARD);
    assertThat(table.columns()).isEqualTo(csv.columns());
    assertThat(rows(table)).isEqualTo(rows(csv)).hasSize(90);
    assertThat(rows(table)).as("read again").hasSize(90);
  }

  @Test
  void tellsWhatIsInEachColumn() throws IOException {
    DatasetInspection inspection =
        Inspector.inspect(FILES.resolve("snappy.parquet"), Format.PARQUET, Limits.STANDARD);
    DatasetInspection csv =
        Inspector.inspect(FILES.resolve("table.csv"), Format.CSV, Limits.STANDARD);
    assertThat(inspection.samples()).isEqualTo(90);
    assertThat(inspection.parts()).isEqualTo(csv.parts());
    assertThat(inspection.preview()).isEqualTo(csv.preview());
    assertThat(part(inspection, "price").kind()).isEqualTo(Kind.NUMBER);
    assertThat(part(inspection, "price").missing()).isPositive();
    assertThat(part(inspection, "member").classes()).hasSize(2);
    assertThat(part(inspection, "nothing").missing()).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          nested     | column 'place' is nested
          list       | column 'words' is nested
          bytes      | column 'data' cannot be read: a value is not of its type
          interval   | column 'took' is of type FIXED_LEN_BYTE_ARRAY
          lz4        | column 'plain' is compressed with LZ4
          delta      | column 'note' cannot be read: a page is encoded as DELTA_BYTE_ARRAY
          large-page | column 'text' cannot be read: a page declares
          many-rows  | 67108864 rows and more, too many for a file of 1058 bytes
          """)
  void refusesByName(String name, String reason) {
    assertThatThrownBy(() -> inspect(FILES.resolve(name + ".parquet")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("to_parquet");
  }

  @Test
  void refusesATableWithoutRows() {
    assertThatThrownBy(() -> inspect(FILES.resolve("empty.parquet")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("names and no rows");
  }

  @Test
  void refusesMoreThanTheLimits() throws IOException {
    Path file = FILES.resolve("plain.parquet");
    assertThatThrownBy(() -> Inspector.inspect(file, Format.PARQUET, limits(13, 1 << 20, 1000)))
        .hasMessageContaining("14 columns, over 13");
    assertThatThrownBy(() -> Inspector.inspect(file, Format.PARQUET, limits(14, 1000, 1000)))
        .hasMessageContaining("more than the limit of 1000 bytes");
    assertThatThrownBy(() -> Inspector.inspect(file, Format.PARQUET, limits(14, 1 << 20, 12)))
        .hasMessageContaining("column 'note' cannot be read: a value has");
    assertThat(Inspector.inspect(file, Format.PARQUET, limits(14, 1 << 20, 1000)).samples())
        .isEqualTo(90);
  }

  @Test
  void refusesAFileThatIsCutOffAnywhere() throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve("snappy.parquet"));
    for (int length = 0; length < whole.length; length += 61) {
      Path file = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> inspect(file)).isInstanceOf(FormatException.class);
    }
  }

  /// Footers of a few bytes that ask for gigabytes, or for hours.
  @Test
  void takesNoMemoryOnAFootersWord() throws IOException {
    int[] text = {0x68, 0xff, 0xff, 0xff, 0xff, 0x07};
    int[] listOfStructures = {0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07};
    int[] negativeList = {0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f};
    int[] unknownMap = {0xfb, 0xff, 0xff, 0xff, 0xff, 0x07, 0x88};
    int[] listOfBooleans = {0xf9, 0x21, 0, 0, 0, 0};
    int[] deep = new int[100_000];
    Arrays.fill(deep, 0xfc);
    for (int[] footer :
        List.of(text, listOfStructures, negativeList, unknownMap, listOfBooleans, deep)) {
      Path file = Files.write(directory.resolve("footer"), file(footer));
      assertThatThrownBy(() -> inspect(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("its footer is damaged")
          .hasMessageNotContaining("null");
    }
  }

  private static Part part(DatasetInspection inspection, String name) {
    return inspection.parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] file(int[] footer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(MAGIC);
    for (int value : footer) {
      bytes.write(value);
    }
    bytes.write(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
    bytes.write(MAGIC);
    return bytes.toByteArray();
  }

  private static Limits limits(int columns, long unpackedBytes, int fieldCharacters) {
    return new Limits(100, unpackedBytes, columns, fieldCharacters, 1000, 20, 5, 50);
  }

  private static DatasetInspection inspect(Path file) throws IOException {
    return Inspector.inspect(file, Format.PARQUET, Limits.STANDARD);
  }

  private static Table open(String name) throws IOException {
    return Tables.open(FILES.resolve(name + ".parquet"), Format.PARQUET, name, Limits.STANDARD);
  }

  private static List<List<String>> rows(Table table) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    table.forEachRow(values -> rows.add(new ArrayList<>(Arrays.asList(values))));
    return rows;
  }
}
