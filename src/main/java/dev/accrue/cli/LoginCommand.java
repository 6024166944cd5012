package dev.accrue.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `accrue login`.
@Command(
    name = "login",
    header = "Signs in to a server and keeps the token in a private file.",
    description = {
      "Asks for an API token; with --user for a password, for which the server makes a token.",
      "%nScripts pipe either into the command, or set ACCRUE_SERVER and ACCRUE_TOKEN instead."
    })
final class LoginCommand extends ClientCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The server, such as https://accrue.example.org.")
  private @Nullable URI url;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Signs in with this user's password.")
  private @Nullable String user;

  @Option(
      names = "--valid-days",
      paramLabel = "N",
      defaultValue = "90",
      description = "With --user: how long the token is good for (default: ${DEFAULT-VALUE}).")
  private int validDays = 90;

  LoginCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    URI server = url == null ? connection().server() : connection().requireAddress(url);
    if (server.getScheme().equals("http") && !ConnectionOptions.isThisMachine(server)) {
      screen.note(
          "accrue: %s has no TLS: whoever listens on the way sees the token".formatted(server));
    }
    String token =
        user == null
            ? secret("API token (made in the dashboard): ")
            : PasswordExchange.tokenFor(server, user, secret("Password: "), validDays);
    JsonNode session = new ApiClient(server, token).get("/api/v1/session");
    connection().logins().put(server, token);
    screen.show(
        session,
        () ->
            "Signed in to %s as %s. The token is in %s."
                .formatted(server, Cells.text(session, "name"), connection().logins().file()));
    return ExitCode.DONE;
  }

  /// From the keyboard without an echo, or the first line of what is piped in.
  private String secret(String prompt) throws IOException, RefusedException {
    Optional<Console> keyboard = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (keyboard.isPresent()) {
      char[] typed = keyboard.get().readPassword("%s", prompt);
      return required(typed == null ? null : new String(typed));
    }
    return required(
        new BufferedReader(
                new InputStreamReader(connection().surroundings().input(), StandardCharsets.UTF_8))
            .readLine());
  }

  private static String required(@Nullable String line) throws RefusedException {
    if (line == null || line.isBlank()) {
      throw new RefusedException(ExitCode.USAGE, "nothing was entered");
    }
    return line.strip();
  }
}
