package dev.accrue.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A command that speaks to a server and shows its answer.
@Command(sortOptions = false)
abstract class ClientCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json or yaml (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says how to use this command.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean help;

  @Mixin
  @SuppressWarnings("NullAway.Init") // the parser fills it in
  private ConnectionOptions connection;

  @Override
  public final Integer call() throws Exception {
    return run(connection.connect(), screen());
  }

  /// Does it.
  ///
  /// @return the exit code
  abstract int run(ApiClient api, Screen screen) throws Exception;

  final ConnectionOptions connection() {
    return connection;
  }

  final CommandSpec command() {
    return command;
  }

  private Screen screen() {
    return new Screen(
        command.commandLine().getOut(),
        command.commandLine().getErr(),
        format,
        connection.surroundings().terminal());
  }
}
