package dev.accrue.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process by number and start: the number alone may belong to another process after a while.
///
/// @param pid the process's number
/// @param startedAt its start in milliseconds since 1970, 0 where the system does not tell
record ProcessMark(long pid, long startedAt) {

  static ProcessMark of(ProcessHandle process) {
    return new ProcessMark(process.pid(), startedAt(process));
  }

  /// Reads a mark, or nothing where the file is missing or torn.
  static Optional<ProcessMark> find(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] parts = Files.readString(file).strip().split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(new ProcessMark(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String text() {
    return pid + " " + startedAt + "\n";
  }

  /// The process, while it is alive and still the same one.
  Optional<ProcessHandle> findAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startedAt != 0 && startedAt(process) == startedAt);
  }

  private static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
