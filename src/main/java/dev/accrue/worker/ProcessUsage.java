package dev.accrue.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a process has used.
///
/// @param processorTime since its start, of all its threads
/// @param residentBytes of its memory that is in the machine's
record ProcessUsage(Duration processorTime, long residentBytes) {

  private static final String RESIDENT = "VmRSS:";
  private static final long KIBIBYTE = 1024;

  /// Of a process by its number; empty when it has ended, or where the system does not tell.
  static Optional<ProcessUsage> find(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .flatMap(time -> residentBytes(pid).map(bytes -> new ProcessUsage(time, bytes)));
  }

  private static Optional<Long> residentBytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
