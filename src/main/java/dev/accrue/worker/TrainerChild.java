package dev.accrue.worker;

import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.EnvironmentVariable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A trainer's process and the pipes to it, whether it trains an attempt already or stands by for
/// one. Its input is also the leash: when this process dies, the trainer reads the end and halts.
final class TrainerChild {

  private static final String MARK = "trainer.pid";

  private final Process process;
  private final BufferedWriter input;
  private final List<Thread> readers;
  private int openStreams;
  private Output output;

  /// Where the lines go that the process prints. Called by one thread at a time.
  interface Output {

    void line(LogStream stream, String line);

    /// Nothing more comes.
    void close();
  }

  private TrainerChild(Process process, Output output) {
    this.process = process;
    this.output = output;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.openStreams = 2;
    this.readers =
        List.of(
            Thread.ofVirtual()
                .start(() -> read(LogStream.OUTPUT, process.inputReader(StandardCharsets.UTF_8))),
            Thread.ofVirtual()
                .start(() -> read(LogStream.ERROR, process.errorReader(StandardCharsets.UTF_8))));
  }

  /// Of a process that is marked nowhere.
  static TrainerChild of(Process process, Output output) {
    return new TrainerChild(process, output);
  }

  /// Starts a process, and marks it, so that an agent that comes later finds it.
  ///
  /// @param devices that it computes on
  /// @param environment what the job wants of it
  static TrainerChild start(
      List<String> command,
      List<DeviceInfo> devices,
      List<EnvironmentVariable> environment,
      TrainerHome home,
      Output output)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.work().toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(TrainerEnvironment.of(home.environment(System.getenv()), devices, environment));
    TrainerChild child = new TrainerChild(builder.start(), output);
    try {
      child.mark(home.directory());
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
    long end = System.nanoTime() + timeout.toNanos();
    try {
      for (Thread reader : readers) {
        var _ = reader.join(Duration.ofNanos(end - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(LogStream stream, Reader reader) {
    try (reader) {
      OutputLines.read(reader, line -> pass(stream, line));
    } catch (IOException e) {
      pass(LogStream.PLATFORM, "the trainer's output broke: " + e.getMessage());
    } finally {
      ended();
    }
  }

  private synchronized void pass(LogStream stream, String line) {
    output.line(stream, line);
  }

  private synchronized void ended() {
    openStreams--;
    if (openStreams == 0) {
      output.close();
    }
  }
}
