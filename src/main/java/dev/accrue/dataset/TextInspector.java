package dev.accrue.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Plain text in UTF-8. Its samples are its bytes; how many of them make one that is trained on,
/// the spec says.
@Component
class TextInspector implements FileInspector {

  private static final int BUFFER_CHARACTERS = 1 << 16;

  @Override
  public String format() {
    return "TEXT";
  }

  @Override
  public Set<String> roles() {
    return Set.of("SAMPLES");
  }

  @Override
  public List<Long> shape(Path file) throws IOException {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder))) {
      char[] buffer = new char[BUFFER_CHARACTERS];
      long characters = 0;
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        characters += read;
      }
      if (characters == 0) {
        throw new IOException("holds no text");
      }
      return List.of(Files.size(file));
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8", e);
    }
  }
}
