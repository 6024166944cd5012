package dev.accrue.training.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One side of the comparison: a process that trains on command, one stretch at a time.
final class Served implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int END_SECONDS = 10;

  private final String name;
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;
  private final List<Double> losses = new ArrayList<>();

  private Served(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts it, so that several can get ready at once.
  static Served start(String name, ProcessBuilder builder) throws IOException {
    return of(name, builder.start());
  }

  /// A process that was started already.
  static Served of(String name, Process process) {
    return new Served(name, process);
  }

  /// Waits until it is ready to train.
  ///
  /// @return what it says of itself
  /// @throws IOException when it ends instead
  JsonNode awaitReady() throws IOException {
    return answer();
  }

  private JsonNode answer() throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith("{")) {
      System.err.println(line); // a library's log
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException(name + " ended without an answer; what it said stands above");
    }
    return JSON.readTree(line);
  }

  private JsonNode ask(String command) throws IOException {
    input.write(command);
    input.newLine();
    input.flush();
    return answer();
  }

  /// Some optimizer steps.
  Stretch run(long optimizerSteps) throws IOException {
    Duration before = processorTime();
    JsonNode answer = ask("run " + optimizerSteps);
    Duration processor = processorTime().minus(before);
    answer.get("losses").forEach(loss -> losses.add(loss.asDouble()));
    return new Stretch(answer.get("samples").asLong(), answer.get("seconds").asDouble(), processor);
  }

  private Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// How fast it was, and what processor time all its threads took, which other work on the machine
  /// disturbs less.
  record Stretch(long samples, double seconds, Duration processor) {
    double samplesPerSecond() {
      return samples / seconds;
    }

    double microsecondsPerSample() {
      return processor.toNanos() / 1e3 / samples;
    }
  }

  /// The loss of each window so far.
  List<Double> losses() {
    return losses;
  }

  /// Begins a new peak of memory.
  void forgetPeak() throws IOException {
    ask("forget");
  }

  /// The largest resident memory since the peak was last forgotten.
  long peakBytes() throws IOException {
    return ask("memory").get("peakBytes").asLong();
  }

  @Override
  public void close() throws IOException {
    try {
      input.write("quit\n");
      input.flush();
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println(name + " was gone already");
    } finally {
      process.destroyForcibly();
    }
  }
}
