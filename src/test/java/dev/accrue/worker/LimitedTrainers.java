package dev.accrue.worker;

import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.TestRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  /// What workers let trainers see of this process's environment, and what they add.
  public static Map<String, String> environment() {
    Map<String, String> environment = TrainerEnvironment.of(System.getenv(), List.of(), List.of());
    if (TestRuntime.device() == DeviceKind.CUDA) {
      environment.remove("CUDA_VISIBLE_DEVICES");
    }
    return environment;
  }

  /// One that stands by, held to nothing.
  public static List<String> standby(Path home, int threads) {
    return TrainerCommand.standby(home, threads);
  }

  /// Held to nothing.
  public static List<String> command(Path workDirectory) {
    return TrainerCommand.build(workDirectory);
  }
}
