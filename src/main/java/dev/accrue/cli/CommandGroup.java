package dev.accrue.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that does nothing without one of its own.
@Command(synopsisSubcommandLabel = "COMMAND")
abstract class CommandGroup implements Runnable {

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says how to use this command.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean help;

  @Override
  public final void run() {
    CommandLine line = command.commandLine();
    throw new ParameterException(
        line,
        "%s needs one of: %s"
            .formatted(command.qualifiedName(), String.join(", ", line.getSubcommands().keySet())));
  }
}
