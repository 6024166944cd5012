package dev.accrue.launch;

import dev.accrue.api.AccrueVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The program without a command.
@Command(
    name = "accrue",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "",
    versionProvider = AccrueCommand.Version.class,
    description = "Teams share GPUs to train neural networks, with exact gradient accumulation.",
    footer = {"%nMore about one: accrue help COMMAND.  Exit codes and all commands: docs/cli.md"})
final class AccrueCommand implements Runnable {

  @Spec private CommandSpec command = CommandSpec.create();

  AccrueCommand() {}

  /// The version that the build wrote into the jar.
  static final class Version implements CommandLine.IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() {
      return new String[] {"accrue " + AccrueVersion.current()};
    }
  }

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
