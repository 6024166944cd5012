package dev.accrue.worker;

import dev.accrue.api.worker.ModuleCheckStart;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// A process that tries out a module. It may use a bounded amount of memory, and gets nothing of
/// this process's environment but where libtorch is.
final class ModuleCheckProcess {

  private static final String MAIN_CLASS = "dev.accrue.training.TrainerMain";
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

  /// What the process prints before the module's code first runs.
  private static final String BEGUN = "INFO the module begins";

  private static final long LEAST_MEMORY_BYTES = 3L << 29;
  private static final int EXIT_REPORTED = 0;
  private static final int EXIT_JAVA_OUT_OF_MEMORY = 3;
  private static final int EXIT_FAILED = 70;
  private static final int EXIT_INPUT_ENDED = 74;
  private static final int EXIT_SIGNAL_BASE = 128;

  private final Process process;
  private final BufferedWriter input;
  private final LogTail tail = new LogTail();
  private volatile boolean killed;
  private volatile boolean begun;

  private ModuleCheckProcess(Process process) {
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::readOutput);
  }

  /// @param memoryBytes that it may use, where the system can bound it
  static ModuleCheckProcess start(ModuleCheckStart start, TrainerHome home, long memoryBytes)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(home, memoryBytes))
            .directory(home.work().toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(home.environment(System.getenv()));
    builder.environment().keySet().retainAll(TrainerEnvironment.LIBTORCH);
    ModuleCheckProcess check = new ModuleCheckProcess(builder.start());
    try {
      check.input.write(JsonMapper.builder().build().writeValueAsString(start));
      check.input.newLine();
      check.input.flush();
    } catch (IOException e) {
      check.kill();
      throw e;
    }
    return check;
  }

  private static List<String> command(TrainerHome home, long memoryBytes) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(PRLIMIT)) {
      command.addAll(
          List.of(
              PRLIMIT.toString(),
              "--data=" + Math.max(LEAST_MEMORY_BYTES, memoryBytes),
              "--core=0"));
    }
    List<String> java =
        new ArrayList<>(
            JavaCommand.build(
                MAIN_CLASS,
                List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=/dev/null",
                    "-Djava.io.tmpdir=" + home.work())));
    java.add("check");
    command.addAll(home.command(java));
    return command;
  }

  /// Waits for the end, and brings it about when the time is over.
  ///
  /// @return what is wrong with the module, where the process could not tell the server itself
  Optional<String> await(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      if (!begun) {
        return Optional.empty(); // the machine is slow; that is not the module's fault
      }
      return Optional.of(
          "the module did not finish one forward and backward on two samples within %d seconds; does"
                  .formatted(limit.toSeconds())
              + " a loop in it end?");
    }
    int exit = process.exitValue();
    if (killed || exit == EXIT_REPORTED || exit == EXIT_FAILED || exit == EXIT_INPUT_ENDED) {
      return Optional.empty();
    }
    if (exit == EXIT_JAVA_OUT_OF_MEMORY) {
      return Optional.of("the module needs more memory than a job has on this worker");
    }
    return Optional.of(
        "the module took the process down that tried it out (%s). Its last lines:\n%s"
            .formatted(
                exit > EXIT_SIGNAL_BASE
                    ? "signal %d".formatted(exit - EXIT_SIGNAL_BASE)
                    : "exit code %d".formatted(exit),
                tail.text()));
  }

  /// Ends the process; nothing is to be said about its module.
  void kill() {
    killed = true;
    process.destroyForcibly();
  }

  private void readOutput() {
    try (Reader output = process.inputReader(StandardCharsets.UTF_8)) {
      OutputLines.read(
          output,
          line -> {
            tail.add(line);
            begun |= line.equals(BEGUN);
          });
    } catch (IOException e) {
      tail.add("[worker] the output broke: " + e.getMessage());
    }
  }
}
