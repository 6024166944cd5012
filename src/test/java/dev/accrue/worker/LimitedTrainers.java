package dev.accrue.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commands of trainers as workers start them.
public final class LimitedTrainers {

  private LimitedTrainers() {}

  /// Held to as much memory for tensors.
  public static List<String> command(Path workDirectory, long tensorBytes) {
    List<String> command = new ArrayList<>();
    command.add("prlimit");
    command.add("--data=" + (tensorBytes + MemoryLimit.PROCESS_BYTES));
    command.addAll(TrainerCommand.build(workDirectory));
    return command;
  }

  /// Held to nothing.
  public static List<String> command(Path workDirectory) {
    return TrainerCommand.build(workDirectory);
  }
}
