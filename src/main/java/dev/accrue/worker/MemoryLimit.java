package dev.accrue.worker;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.TrainerStart;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Holds a trainer on CPU slots to the memory that it may use, by `prlimit --data` of util-linux:
/// the kernel then refuses what is beyond, libtorch says so, and the trainer goes on with smaller
/// micro-batches instead of taking the memory of other attempts. What people write is meant for
/// tensors; the process needs memory besides, which is added.
///
/// @param prlimit the program; null where there is none
record MemoryLimit(@Nullable Path prlimit) {

  /// What a trainer's process may take beside tensors: the heap, which is taken whole at its start,
  /// so that a heap that grows never meets the limit; and metaspace, compiled code, the compiler,
  /// stacks, libtorch's and its helpers' own data.
  static final long PROCESS_BYTES = TrainerCommand.HEAP_BYTES + TrainerCommand.BESIDE_HEAP_BYTES;

  private static final Duration IMPOSE_TIMEOUT = Duration.ofSeconds(2);

  /// What this machine can do; says so in the log when that is nothing.
  static MemoryLimit ofThisMachine(WorkerLog log) {
    Optional<Path> program = find();
    if (program.isEmpty()) {
      log.info(
          "there is no prlimit on the PATH: trainers are not held to their device's memory."
              + " Install util-linux");
    }
    return new MemoryLimit(program.orElse(null));
  }

  private static Optional<Path> find() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "prlimit"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// What the attempt's tensors may take on all of its devices together; null for devices with a
  /// memory of their own, and where nothing would hold the trainer to it.
  @Nullable Long tensorBytes(Assignment assignment, List<DeviceInfo> devices) {
    long bytes = 0;
    for (DeviceShare share : assignment.devices()) {
      DeviceInfo device = devices.get(share.ordinal());
      if (prlimit == null || device.kind() != DeviceKind.CPU) {
        return null;
      }
      long all = device.memoryBytes();
      bytes += Math.min(all, Objects.requireNonNullElse(share.memoryBytes(), all));
    }
    return bytes;
  }

  /// The command of a trainer that is held to what `start` says.
  List<String> apply(TrainerStart start, List<String> command) {
    return apply(start.memoryLimitBytes(), "--data=%d", command);
  }

  /// The command of a trainer that stands by for a slot. Only the soft limit is set, so that the
  /// limit of an assignment on several slots can be higher.
  List<String> applyForNow(long tensorBytes, List<String> command) {
    return apply(tensorBytes, "--data=%d:", command);
  }

  private List<String> apply(@Nullable Long tensorBytes, String option, List<String> command) {
    if (prlimit == null || tensorBytes == null) {
      return command;
    }
    List<String> limited = new ArrayList<>();
    limited.add(prlimit.toString());
    limited.add(option.formatted(tensorBytes + PROCESS_BYTES));
    limited.addAll(command);
    return limited;
  }

  /// Holds a process that runs to the limit of its assignment, for good.
  ///
  /// @return false when that could not be done
  boolean impose(Process process, @Nullable Long tensorBytes) throws IOException {
    if (prlimit == null || tensorBytes == null) {
      return true;
    }
    Process limiting =
        new ProcessBuilder(
                prlimit.toString(),
                "--pid=" + process.pid(),
                "--data=" + (tensorBytes + PROCESS_BYTES))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (limiting.waitFor(IMPOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        return limiting.exitValue() == 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    limiting.destroyForcibly();
    return false;
  }
}
