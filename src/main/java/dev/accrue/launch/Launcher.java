package dev.accrue.launch;

import dev.accrue.cli.ClientCommands;
import dev.accrue.embedded.DemoCommand;
import dev.accrue.embedded.UpCommand;
import dev.accrue.worker.WorkerCommand;
import picocli.CommandLine;

/// The jar's entry point: one program, several roles. Commands of clients are looked at first and
/// load nothing of the others: people wait for them.
public final class Launcher {

  private Launcher() {}

  /// Runs what the first argument names.
  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  private static CommandLine commandLine(String[] args) {
    if (args.length > 0 && ClientCommands.has(args[0])) {
      return ClientCommands.only(new AccrueCommand(), args[0]);
    }
    QuietLogging.begin();
    return whole();
  }

  /// Every command.
  static CommandLine whole() {
    CommandLine line = ClientCommands.all(new AccrueCommand());
    line.addSubcommand("demo", new DemoCommand());
    line.addSubcommand("up", new UpCommand());
    line.addSubcommand("server", new ServerCommand());
    line.addSubcommand("worker", new WorkerCommand());
    line.getHelpSectionMap()
        .put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
    return line;
  }
}
