package dev.accrue.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `accrue secrets`.
@Command(
    name = "secrets",
    header = "Lists, sets and deletes secrets of a team.",
    subcommands = {
      SecretsCommand.ListAll.class,
      SecretsCommand.Set.class,
      SecretsCommand.Delete.class
    })
final class SecretsCommand extends CommandGroup {

  SecretsCommand() {}

  private static String path(String team) {
    return "/api/v1/teams/%s/secrets".formatted(Query.segment(team));
  }

  /// `accrue secrets list`.
  @Command(name = "list", header = "Lists a team's secrets, without their values.")
  static final class ListAll extends ClientCommand {

    @Mixin private TeamOption team = new TeamOption();

    ListAll() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      JsonNode secrets = api.get(path(team.choose(api)));
      screen.show(secrets, () -> table(secrets));
      return ExitCode.DONE;
    }

    private static Table table(JsonNode secrets) {
      Table table = Table.of("NAME", "CHANGED", "BY", "LAST USED").orElse("no secrets");
      for (JsonNode secret : secrets) {
        table.row(
            Cells.text(secret, "name"),
            Cells.time(secret, "changedAt"),
            Cells.text(secret, "changedBy"),
            Cells.time(secret, "lastUsedAt"));
      }
      return table;
    }
  }

  /// `accrue secrets set`.
  @Command(
      name = "set",
      header = "Makes a secret of a team, or gives it another value.",
      description = "Asks for the value, or reads the first line of the standard input.")
  static final class Set extends ClientCommand {

    @Parameters(paramLabel = "NAME", description = "By which specs name it.")
    private String name = "";

    @Option(names = "--file", paramLabel = "FILE", description = "Takes the value from a file.")
    private @Nullable Path file;

    @Mixin private TeamOption team = new TeamOption();

    Set() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      String owner = team.choose(api);
      String value =
          file == null
              ? HiddenInput.read(connection().surroundings(), "Value: ")
              : Files.readString(file);
      JsonNode secret =
          api.put(
              path(owner) + "/" + Query.segment(name),
              JsonNodeFactory.instance.objectNode().put("value", value));
      screen.show(secret, () -> "set secret %s of team %s".formatted(name, owner));
      return ExitCode.DONE;
    }
  }

  /// `accrue secrets delete`.
  @Command(name = "delete", header = "Deletes a secret of a team.")
  static final class Delete extends ClientCommand {

    @Parameters(paramLabel = "NAME", description = "The secret.")
    private String name = "";

    @Mixin private TeamOption team = new TeamOption();

    Delete() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      String owner = team.choose(api);
      api.delete(path(owner) + "/" + Query.segment(name));
      screen.note("deleted secret %s of team %s".formatted(name, owner));
      return ExitCode.DONE;
    }
  }
}
