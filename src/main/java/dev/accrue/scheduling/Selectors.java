package dev.accrue.scheduling;

import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads the selectors of jobs.
@Component
class Selectors {

  private final JsonMapper json = new JsonMapper();

  Map<String, String> read(String text) {
    return json.readValue(text, new TypeReference<>() {});
  }
}
