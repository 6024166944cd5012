package dev.accrue.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Runs an agent in this process.
public final class WorkerMain {

  private WorkerMain() {}

  /// Serves until the process is ended.
  ///
  /// @param trainerUsers other users of the machine for what runs of strangers: one for each device
  ///   and one for modules that are tried out; none for the worker's own
  /// @return the exit code
  static int run(WorkerOptions options, List<String> trainerUsers)
      throws IOException, InterruptedException, NoGpusException {
    WorkerLog log = WorkerLog.of(System.out, System.getenv(WorkerLog.FORMAT_VARIABLE));
    WorkerIdentity identity = WorkerIdentity.claim(options.dataDirectory(), options.workerId());
    String token = Files.readString(options.tokenFile()).strip();
    DeviceProbe devices = Machine.devices(options);
    TrainerUsers users =
        TrainerUsers.take(
            trainerUsers,
            devices.devices().size(),
            options.dataDirectory(),
            options.tokenFile(),
            TrainerUsers.ownUid());
    users.unpack(options.dataDirectory(), log);
    WorkerAgent agent =
        new WorkerAgent(
            options,
            identity,
            new ServerClient(options.serverUrl(), token),
            devices,
            DiskSpace.of(options.dataDirectory()),
            users,
            log);
    if (options.endWithInput()) {
      Thread.ofPlatform().daemon().start(() -> haltAtEndOfInput(agent));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(agent::leave));
    agent.run();
    return 0;
  }

  /// Offers what the machine has: one CPU slot with every core.
  public static int defaultThreads(int cpuSlots) {
    return Math.max(1, Machine.cores() / cpuSlots);
  }

  /// Memory of one slot: an even share of four fifths of the machine's.
  public static long defaultMemoryBytes(int cpuSlots) {
    return Machine.memoryBytes() / 5 * 4 / cpuSlots;
  }

  private static void haltAtEndOfInput(WorkerAgent agent) {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on this pipe; it only ends.
      }
    } catch (IOException e) {
      // A broken pipe is an ended one.
    }
    agent.stop();
    Runtime.getRuntime().halt(0);
  }
}
