package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A trainer's process and the two pipes to it, whether it trains an attempt already or stands by
/// for one. Its input is also the leash: when this process dies, the trainer reads the end and
/// halts.
final class TrainerChild {

  private static final String MARK = "trainer.pid";

  private final Process process;
  private final BufferedWriter input;
  private final Thread reader;
  private Output output;

  /// Where the lines go that the process prints. Called by one thread at a time.
  interface Output {

    void line(String line);

    /// Nothing more comes.
    void close();
  }

  private TrainerChild(Process process, Output output) {
    this.process = process;
    this.output = output;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = Thread.ofVirtual().start(this::readOutput);
  }

  /// Starts a process that is at home in `directory`, and marks it there, so that an agent that
  /// comes later finds it.
  ///
  /// @param devices that it computes on
  static TrainerChild start(
      List<String> command, List<DeviceInfo> devices, Path directory, Output output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(TrainerEnvironment.of(System.getenv(), devices));
    TrainerChild child = new TrainerChild(builder.start(), output);
    try {
      child.mark(directory);
    } catch (IOException e) {
      child.process.destroyForcibly();
      throw e;
    }
    return child;
  }

  /// Leaves a mark of the process in one more folder.
  void mark(Path directory) throws IOException {
    Files.writeString(directory.resolve(MARK), ProcessMark.of(process.toHandle()).text());
  }

  /// Where lines go from now on; the place where they went is closed.
  void redirect(Output next) {
    Output previous;
    synchronized (this) {
      previous = output;
      output = next;
    }
    previous.close();
  }

  /// Writes a line to the process.
  ///
  /// @throws IOException when it does not listen any more
  synchronized void say(String line) throws IOException {
    input.write(line);
    input.newLine();
    input.flush();
  }

  Process process() {
    return process;
  }

  /// Waits a moment for the last lines of a process that has ended.
  void awaitOutput(Duration timeout) {
    try {
      reader.join(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOutput() {
    try (Reader lines = process.inputReader(StandardCharsets.UTF_8)) {
      OutputLines.read(lines, this::pass);
    } catch (IOException e) {
      pass("[worker] the trainer's output broke: " + e.getMessage());
    } finally {
      synchronized (this) {
        output.close();
      }
    }
  }

  private synchronized void pass(String line) {
    output.line(line);
  }
}
