package dev.accrue.embedded;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `accrue up`: the whole platform on this machine.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    header = "Starts the whole platform on this machine.",
    description = "Serves until Ctrl-C.")
public final class UpCommand implements Callable<Integer> {

  @Mixin private PlatformOptions options = new PlatformOptions();

  /// Made by the command line parser.
  public UpCommand() {}

  @Override
  public Integer call() throws Exception {
    return Serving.run(options, platform -> {});
  }
}
