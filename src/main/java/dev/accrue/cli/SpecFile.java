package dev.accrue.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A spec as it is sent.
final class SpecFile {

  private static final String YAML = "application/yaml";

  private final byte[] bytes;
  private final String contentType;

  private SpecFile(byte[] bytes, String contentType) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  byte[] bytes() {
    return bytes;
  }

  String contentType() {
    return contentType;
  }

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
    return new SpecFile(Json.MAPPER.writeValueAsBytes(document), "application/json");
  }
}
