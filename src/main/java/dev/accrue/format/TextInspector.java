package dev.accrue.format;

import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at plain text. Its samples are its bytes; how many make one that is trained on, a spec
/// says. Reads characters rather than lines, of which one may be as long as the file.
final class TextInspector {

  private final Limits limits;

  TextInspector(Limits limits) {
    this.limits = limits;
  }

  DatasetInspection inspect(Path file, String name) throws IOException {
    long characters = 0;
    StringBuilder start = new StringBuilder();
    int shown = limits.previewRows() * limits.previewCharacters();
    try (Reader reader =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()))) {
      char[] buffer = new char[1 << 16];
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        characters += read;
        start.append(buffer, 0, Math.min(read, Math.max(0, shown - start.length())));
      }
    } catch (CharacterCodingException e) {
      throw new FormatException(name, "it is not UTF-8", "convert it to UTF-8");
    }
    if (characters == 0) {
      throw new FormatException(name, "it holds no text", "upload another one");
    }
    long bytes = Files.size(file);
    Part part =
        new Part(
            "text", Kind.TEXT, "UTF-8", List.of(bytes), characters, 0, null, null, null, List.of());
    return new DatasetInspection(
        Format.TEXT, bytes, List.of(), List.of(part), preview(start.toString()));
  }

  private List<List<@Nullable String>> preview(String start) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    start
        .lines()
        .limit(limits.previewRows())
        .forEach(
            line -> rows.add(List.of(TableSummary.shortened(line, limits.previewCharacters()))));
    return rows;
  }
}
