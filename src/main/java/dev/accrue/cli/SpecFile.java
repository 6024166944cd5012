package dev.accrue.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A spec as it is sent.
///
/// @param contentType what the bytes are
record SpecFile(byte[] bytes, String contentType) {

  private static final String YAML = "application/yaml";

  /// Reads a file, or the standard input for `-`. Without overrides it is sent as it stands, so
  /// that the server's complaints name lines that people can find.
  static SpecFile read(String file, InputStream input, List<String> overrides)
      throws IOException, RefusedException {
    byte[] bytes = file.equals("-") ? input.readAllBytes() : Files.readAllBytes(Path.of(file));
    if (overrides.isEmpty()) {
      return new SpecFile(bytes, file.endsWith(".json") ? "application/json" : YAML);
    }
    ObjectNode document = Overrides.parse(new String(bytes, StandardCharsets.UTF_8));
    Overrides.apply(document, overrides);
    return new SpecFile(
        JsonMapper.builder().build().writeValueAsBytes(document), "application/json");
  }
}
