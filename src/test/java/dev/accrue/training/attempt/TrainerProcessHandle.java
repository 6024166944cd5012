package dev.accrue.training.attempt;

import dev.accrue.api.worker.TrainerStart;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainerMain;
import dev.accrue.worker.LimitedTrainers;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A real trainer process, on the other end of whose pipe the test sits.
final class TrainerProcessHandle implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 120;

  private final Process process;
  private final BufferedWriter pipe;
  private final Path work;
  private final Path log;

  private TrainerProcessHandle(Process process, Path work, Path log) {
    this.process = process;
    this.work = work;
    this.pipe = process.outputWriter(StandardCharsets.UTF_8);
    this.log = log;
  }

  static TrainerProcessHandle start(PlayedServer server, Path directory, long trustedMillis)
      throws IOException {
    return start(server, directory, trustedMillis, null, command());
  }

  /// Runs a trainer without a limit.
  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", // a process of a few seconds is not worth more
        "-cp",
        System.getProperty("java.class.path"),
        TrainerMain.class.getName());
  }

  /// Starts a command that becomes a trainer, in the environment that workers give.
  static TrainerProcessHandle start(
      PlayedServer server,
      Path directory,
      long trustedMillis,
      @Nullable Long memoryLimitBytes,
      List<String> command)
      throws IOException {
    TrainerProcessHandle handle = run(directory, command);
    handle.assign(server, directory, 1, trustedMillis, memoryLimitBytes);
    return handle;
  }

  /// Starts a command that becomes a trainer, and says nothing to it yet.
  static TrainerProcessHandle run(Path directory, List<String> command) throws IOException {
    Path work = Files.createTempDirectory(directory, "work");
    Path log = work.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(LimitedTrainers.environment());
    return new TrainerProcessHandle(builder.start(), work, log);
  }

  /// Says what to train.
  void assign(
      PlayedServer server,
      Path directory,
      int threads,
      long trustedMillis,
      @Nullable Long memoryLimitBytes)
      throws IOException {
    TrainerStart start =
        new TrainerStart(
            server.url(),
            server.attemptId,
            server.jobId,
            PlayedServer.FENCING_TOKEN,
            PlayedServer.TOKEN,
            TestRuntime.device(),
            server.devices(),
            work.toString(),
            directory.resolve("cache").toString(),
            threads,
            memoryLimitBytes,
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(trustedMillis));
    say(JsonMapper.builder().build().writeValueAsString(start));
  }

  /// Renews the lease, or takes it away by 0.
  void trust(long millis) throws IOException {
    say("lease " + (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  void say(String line) throws IOException {
    pipe.write(line);
    pipe.newLine();
    pipe.flush();
  }

  void closePipe() throws IOException {
    pipe.close();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  long pid() {
    return process.pid();
  }

  boolean running() {
    return process.isAlive();
  }

  int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new AssertionError("the trainer did not end:\n" + log());
    }
    return process.exitValue();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
