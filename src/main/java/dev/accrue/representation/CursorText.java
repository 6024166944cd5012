package dev.accrue.representation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a page of a list ended, as people hand it back: text that means nothing to them.
final class CursorText {

  private static final JsonMapper JSON = new JsonMapper();

  private CursorText() {}

  static String write(List<String> texts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(JSON.writeValueAsString(texts).getBytes(StandardCharsets.UTF_8));
  }

  /// What was written, or nothing when it is no cursor.
  static List<String> read(String cursor) {
    try {
      JsonNode texts = JSON.readTree(Base64.getUrlDecoder().decode(cursor));
      boolean wellFormed =
          texts.isArray()
              && StreamSupport.stream(texts.spliterator(), false).allMatch(JsonNode::isString);
      return wellFormed
          ? StreamSupport.stream(texts.spliterator(), false).map(JsonNode::stringValue).toList()
          : List.of();
    } catch (IllegalArgumentException | JacksonException _) {
      return List.of();
    }
  }
}
