package dev.accrue.worker;

import dev.accrue.api.worker.ModuleCheck;
import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tries out users' modules, each in a process with a folder of its own that ends when its time is
/// over. What a process could not say itself, because the module took it down or never ended, is
/// said here.
final class ModuleChecks {

  /// Loading libtorch takes seconds; a module that has had no answer by then is not going to.
  private static final Duration REPORT_MARGIN = Duration.ofSeconds(1);

  private static final int THREADS = 1;

  private final WorkerOptions options;
  private final ServerClient server;
  private final TrainerUsers users;
  private final WorkerLog log;
  private final Path root;
  private final Set<ModuleCheckProcess> running = ConcurrentHashMap.newKeySet();

  ModuleChecks(WorkerOptions options, ServerClient server, TrainerUsers users, WorkerLog log) {
    this.users = users;
    this.options = options;
    this.server = server;
    this.log = log;
    this.root = options.dataDirectory().resolve("checks");
  }

  /// Deletes what an earlier agent left behind.
  void clear() throws IOException {
    AttemptDirectories.deleteTree(root);
  }

  void begin(ModuleCheck check) {
    Thread.ofVirtual().start(() -> run(check));
  }

  void stop() {
    running.forEach(ModuleCheckProcess::kill);
  }

  private void run(ModuleCheck check) {
    Path directory = root.resolve(check.checkId().toString());
    Duration patience = Duration.ofMillis(check.timeoutMillis()).minus(REPORT_MARGIN);
    long begunAt = System.nanoTime();
    try {
      Files.createDirectories(directory);
      Optional<TrainerHome> home = users.homeOfCheck(directory, patience);
      if (home.isPresent()) {
        run(check, home.get(), patience.minusNanos(System.nanoTime() - begunAt));
      }
    } catch (IOException | ServerException e) {
      log.info("check %s: %s".formatted(check.checkId(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      users.free();
      delete(directory);
    }
  }

  private void run(ModuleCheck check, TrainerHome home, Duration patience)
      throws IOException, InterruptedException, ServerException {
    ModuleCheckStart start =
        new ModuleCheckStart(
            options.serverUrl(), check.checkId(), check.token(), home.work().toString(), THREADS);
    ModuleCheckProcess process =
        ModuleCheckProcess.start(start, home, options.memoryBytesPerSlot());
    running.add(process);
    Optional<String> unreported = process.await(patience);
    running.remove(process);
    if (unreported.isPresent()) {
      server.checked(check, new ModuleCheckResult(false, unreported.get()));
    }
  }

  private void delete(Path directory) {
    try {
      AttemptDirectories.deleteTree(directory);
    } catch (IOException e) {
      log.info("the folder %s stays: %s".formatted(directory, e));
    }
  }
}
