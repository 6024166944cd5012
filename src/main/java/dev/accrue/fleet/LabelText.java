package dev.accrue.fleet;

import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Labels as the text of `worker.labels`.
@Component
class LabelText {

  private final JsonMapper json;

  LabelText(JsonMapper json) {
    this.json = json;
  }

  Map<String, String> read(String text) {
    return json.readValue(text, new TypeReference<Map<String, String>>() {});
  }

  String write(Map<String, String> labels) {
    return json.writeValueAsString(labels);
  }
}
