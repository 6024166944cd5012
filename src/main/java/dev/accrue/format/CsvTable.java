package dev.accrue.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Comma-separated values in UTF-8 as RFC 4180 has them, with a line of names. Separators may also
/// be semicolons or tabs: the one that occurs most in the first line. Empty fields, `NA`, `N/A`,
/// `NaN`, `null` and `?` are missing values.
final class CsvTable implements Table {

  private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "?");
  private static final String FIX = "correct it and upload it again";

  private final Path file;
  private final String name;
  private final Limits limits;
  private final char separator;
  private final List<String> columns;

  private CsvTable(Path file, String name, Limits limits) throws IOException {
    this.file = file;
    this.name = name;
    this.limits = limits;
    this.separator = separator();
    List<String> header = new ArrayList<>();
    read((record, first) -> {
      if (first) {
        header.addAll(record.getFields());
      }
      return !first;
    });
    this.columns = checked(header);
  }

  /// Opens a file and reads its header.
  static CsvTable open(Path file, String name, Limits limits) throws IOException {
    return new CsvTable(file, name, limits);
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public void forEachRow(RowReader reader) throws IOException {
    @Nullable String[] values = new String[columns.size()];
    read((record, first) -> {
      if (first) {
        return true;
      }
      for (int column = 0; column < values.length; column++) {
        String value = record.getField(column);
        values[column] =
            value.length() <= 4 && MISSING.contains(value.strip().toLowerCase(Locale.ROOT))
                ? null
                : value;
      }
      reader.row(values);
      return true;
    });
  }

  private interface RecordReader {
    /// Whether to go on.
    boolean read(CsvRecord record, boolean first) throws IOException;
  }

  private void read(RecordReader reader) throws IOException {
    try (CsvReader<CsvRecord> records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .maxBufferSize(limits.fieldCharacters())
            .ofCsvRecord(text())) {
      boolean first = true;
      for (Iterator<CsvRecord> all = records.iterator(); all.hasNext(); first = false) {
        if (!reader.read(all.next(), first)) {
          return;
        }
      }
    } catch (CsvParseException | NoSuchElementException e) {
      throw refuse("it is not valid CSV (%s)".formatted(reason(e)));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw refuse("it is not UTF-8");
      }
      throw e.getCause();
    }
  }

  private static String reason(RuntimeException e) {
    Throwable cause = e.getCause();
    return cause == null || cause.getMessage() == null
        ? String.valueOf(e.getMessage())
        : cause.getMessage();
  }

  /// A reader that reports what is no UTF-8, behind the mark that some programs begin files with.
  private Reader text() throws IOException {
    Reader reader =
        new java.io.BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()));
    reader.mark(1);
    try {
      if (reader.read() != '\ufeff') {
        reader.reset();
      }
    } catch (CharacterCodingException e) {
      reader.close();
      throw refuse("it is not UTF-8");
    }
    return reader;
  }

  private char separator() throws IOException {
    int[] seen = new int[3];
    try (Reader reader = text()) {
      int character = reader.read();
      for (int read = 0; read < limits.fieldCharacters() && character >= 0; read++) {
        if (character == '\n') {
          break;
        }
        int place = ",;\t".indexOf(character);
        if (place >= 0) {
          seen[place]++;
        }
        character = reader.read();
      }
    } catch (CharacterCodingException e) {
      throw refuse("it is not UTF-8");
    }
    return seen[1] > seen[0] && seen[1] >= seen[2] ? ';' : seen[2] > seen[0] ? '\t' : ',';
  }

  private List<String> checked(List<String> header) {
    if (header.isEmpty()) {
      throw refuse("it has no line of names");
    }
    if (header.size() > limits.columns()) {
      throw refuse("it has %d columns, over %d".formatted(header.size(), limits.columns()));
    }
    Set<String> seen = new HashSet<>();
    List<String> names = header.stream().map(String::strip).toList();
    for (String column : names) {
      if (column.isEmpty() || column.length() > 200 || !seen.add(column)) {
        throw refuse("its column name '%.40s' is empty, too long or there twice".formatted(column));
      }
    }
    return names;
  }

  private FormatException refuse(String reason) {
    return new FormatException(name, reason, FIX);
  }
}
