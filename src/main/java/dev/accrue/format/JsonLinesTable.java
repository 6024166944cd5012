package dev.accrue.format;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One JSON object per line, in UTF-8. Its columns are all fields that occur, by first occurrence;
/// a field that a line lacks, or that is null, is missing there. Objects and lists inside are shown
/// as JSON. Blank lines are skipped.
final class JsonLinesTable implements Table {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FIX = "write one JSON object per line";

  private final Path file;
  private final String name;
  private final Limits limits;
  private final Map<String, Integer> columns = new LinkedHashMap<>();

  private JsonLinesTable(Path file, String name, Limits limits) {
    this.file = file;
    this.name = name;
    this.limits = limits;
  }

  /// Opens a file and reads it once, for the names of its fields.
  static JsonLinesTable open(Path file, String name, Limits limits) throws IOException {
    JsonLinesTable table = new JsonLinesTable(file, name, limits);
    table.forEachObject((line, object) -> {
      for (String field : object.propertyNames()) {
        table.columns.putIfAbsent(field, table.columns.size());
      }
      if (table.columns.size() > limits.columns()) {
        throw table.refuse("it has more than %d fields".formatted(limits.columns()));
      }
    });
    if (table.columns.isEmpty()) {
      throw table.refuse("it has no objects with fields");
    }
    return table;
  }

  @Override
  public List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  @Override
  public void forEachRow(RowReader reader) throws IOException {
    @Nullable String[] values = new String[columns.size()];
    forEachObject((line, object) -> {
      Arrays.fill(values, null);
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        Integer column = columns.get(field.getKey());
        if (column == null) {
          throw refuse("line %d has a field that was not there before".formatted(line));
        }
        values[column] = value(field.getValue());
      }
      reader.row(values);
    });
  }

  private static @Nullable String value(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    return node.isString() ? node.asString() : node.toString();
  }

  private interface ObjectReader {
    void read(long line, ObjectNode object) throws IOException;
  }

  private void forEachObject(ObjectReader reader) throws IOException {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      long number = 1;
      for (int next = stream.read(); next >= 0; next = stream.read()) {
        if (next == '\n') {
          read(line, number++, reader);
          line.reset();
        } else if (line.size() >= limits.lineBytes()) {
          throw refuse("line %d is longer than %d bytes".formatted(number, limits.lineBytes()));
        } else {
          line.write(next);
        }
      }
      read(line, number, reader);
    }
  }

  private void read(ByteArrayOutputStream bytes, long number, ObjectReader reader)
      throws IOException {
    String line;
    try {
      line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
    } catch (CharacterCodingException e) {
      throw refuse("line %d is not UTF-8".formatted(number));
    }
    if (line.isBlank()) {
      return;
    }
    try {
      if (JSON.readTree(line) instanceof ObjectNode object) {
        reader.read(number, object);
        return;
      }
    } catch (JacksonException e) {
      throw refuse("line %d is not JSON (%.100s)".formatted(number, e.getOriginalMessage()));
    }
    throw refuse("line %d is not a JSON object".formatted(number));
  }

  private FormatException refuse(String reason) {
    return new FormatException(name, reason, FIX);
  }
}
