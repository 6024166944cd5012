package dev.accrue.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How many trainers stand by; for commands that start a worker.
public final class StandbyOption {

  private static final int MAX_STANDBYS = 256;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--standby",
      paramLabel = "N",
      description =
          "Trainer processes kept warm for free slots, so that jobs start at once; each takes about"
              + " 350 MB. 0 for none; by default one per slot, at most 2.")
  private @Nullable Integer standbys;

  /// Made by the command line parser.
  public StandbyOption() {}

  /// The number for a worker with so many slots.
  int of(int slots) {
    require();
    return standbys == null ? Math.min(slots, StandbyTrainers.MOST_BY_DEFAULT) : standbys;
  }

  /// The same option for a worker that is started by this process.
  public List<String> arguments() {
    require();
    return standbys == null ? List.of() : List.of("--standby=" + standbys);
  }

  private void require() {
    if (standbys != null && (standbys < 0 || standbys > MAX_STANDBYS)) {
      throw new ParameterException(
          command.commandLine(), "--standby is %d; give 0 to %d".formatted(standbys, MAX_STANDBYS));
    }
  }
}
