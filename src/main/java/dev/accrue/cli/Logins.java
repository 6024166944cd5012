package dev.accrue.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The servers that somebody has logged in to, with a token for each, in a file that nobody else
/// may read. A token goes to its own server only.
final class Logins {

  private static final String CURRENT = "current";
  private static final String TOKENS = "tokens";

  private final Path file;

  Logins(Path folder) {
    this.file = folder.resolve("cli.json");
  }

  Path file() {
    return file;
  }

  /// The server that was logged in to last.
  Optional<URI> findServer() throws IOException {
    String current = read().path(CURRENT).asString("");
    return current.isEmpty() ? Optional.empty() : Optional.of(URI.create(current));
  }

  Optional<String> findToken(URI server) throws IOException {
    String token = read().path(TOKENS).path(server.toString()).asString("");
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  void put(URI server, String token) throws IOException {
    ObjectNode logins = read();
    logins.put(CURRENT, server.toString());
    logins.withObjectProperty(TOKENS).put(server.toString(), token);
    write(logins);
  }

  /// Forgets a login.
  ///
  /// @return whether there was one
  boolean remove(URI server) throws IOException {
    ObjectNode logins = read();
    @Nullable JsonNode removed = logins.withObjectProperty(TOKENS).remove(server.toString());
    if (server.toString().equals(logins.path(CURRENT).asString(""))) {
      logins.remove(CURRENT);
    }
    write(logins);
    return removed != null;
  }

  private void write(ObjectNode logins) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    PrivateFile.write(file, Json.MAPPER.writeValueAsString(logins));
  }

  private ObjectNode read() throws IOException {
    if (!Files.exists(file)) {
      return Json.MAPPER.createObjectNode();
    }
    try {
      if (Json.MAPPER.readTree(Files.readString(file)) instanceof ObjectNode logins) {
        return logins;
      }
    } catch (JacksonException _) {
      // Below.
    }
    throw new IOException("%s is not what accrue login wrote; remove it".formatted(file));
  }
}
