package dev.accrue.launch;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/// The list of commands in groups of what people want to do.
final class CommandGroups implements IHelpSectionRenderer {

  private record Group(String title, List<String> commands) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group("Run the platform", List.of("demo", "up", "server", "worker")),
          new Group("Sign in", List.of("login", "logout", "doctor")),
          new Group("Train", List.of("plan", "submit", "fork")),
          new Group(
              "Watch", List.of("list", "show", "follow", "logs", "curves", "queue", "workers")),
          new Group("Steer", List.of("cancel", "hold", "release", "requeue", "priority")),
          new Group("Files", List.of("datasets", "models", "checkpoints")),
          new Group("Teams", List.of("usage", "shares", "secrets")),
          new Group("Other", List.of("completion", "help")));

  CommandGroups() {}

  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    for (Group group : GROUPS) {
      text.append("\n").append(group.title()).append(":\n");
      group.commands().forEach(name -> text.append(line(help.subcommands(), name)));
    }
    return text.toString();
  }

  private static String line(Map<String, Help> commands, String name) {
    Help command = commands.get(name);
    if (command == null) {
      throw new IllegalStateException("there is no command " + name);
    }
    var usage = command.commandSpec().usageMessage();
    String[] first = usage.header().length > 0 ? usage.header() : usage.description();
    return "  %-12s  %s%n".formatted(name, first[0]);
  }
}
