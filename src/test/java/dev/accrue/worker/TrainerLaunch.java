package dev.accrue.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts another main class just as a worker starts a trainer; for benchmarks.
public final class TrainerLaunch {

  private TrainerLaunch() {}

  /// Not started yet.
  ///
  /// @param directory the process's work folder
  public static ProcessBuilder of(Class<?> main, List<String> arguments, Path directory) {
    List<String> command = new ArrayList<>(TrainerCommand.build(directory));
    command.removeLast(); // the trainer's own main class
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(LimitedTrainers.environment());
    return builder;
  }
}
