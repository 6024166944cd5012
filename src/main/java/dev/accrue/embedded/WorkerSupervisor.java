package dev.accrue.embedded;

import dev.accrue.worker.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps one worker process alive: a worker that died is started again after a pause that grows
/// while it keeps dying. The worker ends when this process does, because its standard input ends.
final class WorkerSupervisor {

  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final long HEALTHY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);

  /// More than the worker gives its attempts for a last checkpoint.
  private static final long GRACE_SECONDS = 25;

  private final List<String> command;
  private final File log;
  private volatile boolean closed;
  private volatile @Nullable Process process;

  private WorkerSupervisor(List<String> command, File log) {
    this.command = command;
    this.log = log;
  }

  /// Starts a worker that speaks to `serverUrl` and keeps its files in `root/worker`.
  static WorkerSupervisor start(Path root, URI serverUrl, Path tokenFile, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            JavaCommand.build(
                "dev.accrue.launch.Launcher",
                List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:+UseSerialGC")));
    command.addAll(
        List.of(
            "worker",
            "--server",
            serverUrl.toString(),
            "--token-file",
            tokenFile.toString(),
            "--data",
            root.resolve("worker").toString(),
            "--name",
            "local",
            "--end-with-input"));
    command.addAll(arguments);
    WorkerSupervisor supervisor =
        new WorkerSupervisor(List.copyOf(command), root.resolve("worker.log").toFile());
    Thread.ofPlatform().daemon().name("worker-supervisor").start(supervisor::supervise);
    return supervisor;
  }

  /// Ends the worker and does not start it again.
  void stop() throws InterruptedException {
    closed = true;
    Process running = process;
    if (running != null) {
      // By its handle, because Process.destroy closes its input too, and the worker would take that
      // for the end of the platform and not stop in order.
      running.toHandle().destroy();
      if (!running.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    }
  }

  private void supervise() {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    while (!closed) {
      long startedAt = System.nanoTime();
      try {
        runOnce();
        pauseMillis =
            System.nanoTime() - startedAt > HEALTHY_AFTER_NANOS
                ? FIRST_PAUSE_MILLIS
                : Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        Thread.sleep(pauseMillis);
      } catch (IOException e) {
        throw new IllegalStateException("cannot start the worker process", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void runOnce() throws IOException, InterruptedException {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    process = started;
    if (closed) {
      started.destroyForcibly();
    }
    started.waitFor();
  }
}
