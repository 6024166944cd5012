package dev.accrue.launch;

import dev.accrue.embedded.DemoCommand;
import dev.accrue.embedded.UpCommand;
import dev.accrue.worker.WorkerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The jar's entry point: one program, several roles.
@Command(
    name = "accrue",
    mixinStandardHelpOptions = true,
    versionProvider = Launcher.Version.class,
    description = "Teams share GPUs to train neural networks, with exact gradient accumulation.",
    subcommands = {DemoCommand.class, UpCommand.class, ServerCommand.class, WorkerCommand.class})
public final class Launcher implements Runnable {

  Launcher() {}

  /// Runs the role that the first argument names.
  public static void main(String[] args) {
    QuietLogging.begin();
    System.exit(new CommandLine(new Launcher()).execute(args));
  }

  /// The version that the build wrote into the jar.
  static final class Version implements CommandLine.IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() {
      String version = Launcher.class.getPackage().getImplementationVersion();
      return new String[] {"accrue " + (version == null ? "(built from classes)" : version)};
    }
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
