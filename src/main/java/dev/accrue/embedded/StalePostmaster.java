package dev.accrue.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What a killed platform leaves behind: a PostgreSQL that still runs on the data directory, or
/// only the file that says so. Either would make the next start wait in vain.
final class StalePostmaster {

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(60);

  private StalePostmaster() {}

  /// Ends the PostgreSQL that runs on this directory, or removes its file when none does.
  ///
  /// @throws IllegalStateException when it does not end
  static void clear(Path dataDirectory) throws IOException, InterruptedException {
    Path pidFile = dataDirectory.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> running = readPid(pidFile).filter(pid -> serves(pid, dataDirectory));
    if (running.isPresent()) {
      shutDown(running.get(), dataDirectory);
    }
    Files.deleteIfExists(pidFile);
  }

  private static Optional<ProcessHandle> readPid(Path pidFile) throws IOException {
    String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    return first.matches("\\d{1,10}") ? ProcessHandle.of(Long.parseLong(first)) : Optional.empty();
  }

  /// A process number may have been given to another program since, so its folder and its program
  /// are looked at.
  private static boolean serves(ProcessHandle process, Path dataDirectory) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      if (Files.isDirectory(proc)) {
        return Files.isSameFile(proc.resolve("cwd"), dataDirectory)
            && proc.resolve("exe").toRealPath().getFileName().toString().startsWith("postgres");
      }
    } catch (IOException e) {
      return false;
    }
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains("postgres") && line.contains(dataDirectory.toString()))
        .isPresent();
  }

  /// SIGINT is PostgreSQL's fast shutdown: it ends its sessions and writes everything.
  private static void shutDown(ProcessHandle postmaster, Path dataDirectory)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid())).start().waitFor();
    try {
      postmaster.onExit().get(SHUTDOWN_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "PostgreSQL (process %d) still runs on %s and does not stop; end it and start again"
              .formatted(postmaster.pid(), dataDirectory),
          e);
    }
  }
}
