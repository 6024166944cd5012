package dev.accrue.cli;

import java.net.URI;
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
    Surroundings surroundings = connection().surroundings();
    String token =
        user == null
            ? HiddenInput.read(surroundings, "API token (made in the dashboard): ")
            : PasswordExchange.tokenFor(
                server, user, HiddenInput.read(surroundings, "Password: "), validDays);
    JsonNode session = new ApiClient(server, token).get("/api/v1/session");
    connection().logins().put(server, token);
    screen.show(
        session,
        () ->
            "Signed in to %s as %s. The token is in %s."
                .formatted(server, Cells.text(session, "name"), connection().logins().file()));
    return ExitCode.DONE;
  }
}
