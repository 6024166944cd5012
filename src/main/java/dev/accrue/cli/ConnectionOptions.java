package dev.accrue.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Which server a command speaks to, and as whom: what the command line says, then `ACCRUE_SERVER`
/// and `ACCRUE_TOKEN`, then the last login, then the platform on this machine.
final class ConnectionOptions {

  private static final URI LOCAL = URI.create("http://127.0.0.1:8080");

  private final Surroundings surroundings;

  @Spec(Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server (default: ACCRUE_SERVER, the last login, this machine's).")
  private @Nullable URI server;

  ConnectionOptions(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Logins logins() {
    return new Logins(surroundings.folder());
  }

  /// A client of the chosen server, without a token if there is none.
  ApiClient connect() throws IOException {
    URI chosen = server();
    return new ApiClient(chosen, findToken(chosen).orElse(null));
  }

  URI server() throws IOException {
    String named = surroundings.environment().get("ACCRUE_SERVER");
    if (server != null) {
      return requireAddress(server);
    }
    if (named != null && !named.isBlank()) {
      return requireAddress(URI.create(named.strip()));
    }
    return logins().findServer().orElse(LOCAL);
  }

  /// A server's address without the slash that people write after it.
  URI requireAddress(URI address) {
    String scheme = String.valueOf(address.getScheme());
    if (address.getHost() == null || !scheme.matches("https?")) {
      throw new ParameterException(
          command.commandLine(),
          "%s is no address of a server; write one such as https://accrue.example.org"
              .formatted(address));
    }
    return URI.create(address.toString().replaceAll("/+$", ""));
  }

  Optional<String> findToken(URI chosen) throws IOException {
    String given = surroundings.environment().get("ACCRUE_TOKEN");
    if (given != null && !given.isBlank()) {
      return Optional.of(given.strip());
    }
    Optional<String> stored = logins().findToken(chosen);
    Path local = surroundings.folder().resolve("cli-token");
    return stored.isEmpty() && isThisMachine(chosen) && Files.isReadable(local)
        ? Optional.of(Files.readString(local).strip())
        : stored;
  }

  static boolean isThisMachine(URI address) {
    String host = address.getHost();
    return host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]");
  }
}
