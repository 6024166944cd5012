package dev.accrue.cli;

import java.net.URI;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.JsonNodeFactory;

/// `accrue logout`.
@Command(
    name = "logout",
    header = "Forgets the token of a server.",
    description = "The token stays good until it expires or is revoked.")
final class LogoutCommand extends ClientCommand {

  LogoutCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    URI server = connection().server();
    boolean removed = connection().logins().remove(server);
    screen.show(
        JsonNodeFactory.instance.objectNode().put("removed", removed),
        () -> removed ? "Forgot the token of " + server : "There was no login to " + server);
    return ExitCode.DONE;
  }
}
