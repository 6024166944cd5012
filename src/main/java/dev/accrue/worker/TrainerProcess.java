package dev.accrue.worker;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.TrainerStart;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A child process that trains one attempt, and the pipe to it. The pipe is also the leash: when
/// this process dies, the trainer reads the end of its input and halts.
final class TrainerProcess {

  /// The trainer's own exit codes that need no report: its work is reported, its worker is gone, or
  /// its lease is no longer trusted.
  private static final int EXIT_REPORTED = 0;

  private static final int EXIT_INPUT_ENDED = 74;
  private static final int EXIT_TRUST_ENDED = 75;
  private static final int EXIT_SIGNAL_BASE = 128;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  private static final Duration OUTPUT_END_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration REVOKED_GRACE = Duration.ofSeconds(5);
  private static final long MAX_LOG_BYTES = 64L << 20;

  private final Assignment assignment;
  private final Process process;
  private final BufferedWriter input;
  private final LogTail tail = new LogTail();
  private final LeaseTrust trust;
  private final Thread reader;
  private volatile boolean killed;
  private volatile boolean deviceLost;
  private @Nullable Long revokedAtNanos;
  private Order lastOrder = Order.CONTINUE;
  private @Nullable Long lastEquivalenceRequest;

  private TrainerProcess(Assignment assignment, Process process, LeaseTrust trust, Path log) {
    this.assignment = assignment;
    this.process = process;
    this.trust = trust;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = Thread.ofVirtual().start(() -> copyOutput(log));
  }

  /// Starts a trainer in `directory`, which becomes its work folder.
  static TrainerProcess start(
      Assignment assignment,
      List<DeviceInfo> devices,
      TrainerStart start,
      LeaseTrust trust,
      Path directory,
      MemoryLimit memoryLimit,
      JsonMapper json)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(memoryLimit.apply(start, TrainerCommand.build(directory)))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = TrainerEnvironment.of(System.getenv(), devices);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    Files.writeString(directory.resolve("trainer.pid"), ProcessMark.of(process.toHandle()).text());
    TrainerProcess trainer =
        new TrainerProcess(assignment, process, trust, directory.resolve("trainer.log"));
    trainer.say(json.writeValueAsString(start));
    return trainer;
  }

  Assignment assignment() {
    return assignment;
  }

  long pid() {
    return process.pid();
  }

  /// Ends the process because a device that it holds is gone.
  void loseDevice() {
    deviceLost = true;
    process.destroyForcibly();
  }

  /// Whether it was ended because a device that it held was gone.
  boolean deviceLost() {
    return deviceLost;
  }

  LeaseTrust trust() {
    return trust;
  }

  boolean running() {
    return process.isAlive();
  }

  /// Waits until the process has ended.
  void awaitExit() {
    process.onExit().join();
  }

  /// Tells the trainer how long its lease may be trusted from now.
  void renew() {
    say("lease " + trust.remainingMillis());
  }

  /// Passes an order on, once.
  void order(Order order) {
    if (order != lastOrder) {
      lastOrder = order;
      say("order " + order);
    }
  }

  /// Passes the open request for an equivalence check on, once.
  void checkEquivalence(@Nullable Long request) {
    if (request != null && !request.equals(lastEquivalenceRequest)) {
      lastEquivalenceRequest = request;
      say("check equivalence " + request);
    }
  }

  /// Takes the lease away. A trainer that has just reported its end meets this on its way out, so
  /// it is killed only when it is still there after a while.
  void revoke() {
    if (revokedAtNanos == null) {
      revokedAtNanos = System.nanoTime();
      say("lease 0");
    } else if (System.nanoTime() - revokedAtNanos > REVOKED_GRACE.toNanos()) {
      kill();
    }
  }

  /// Ends the process without asking.
  void kill() {
    killed = true;
    process.destroyForcibly();
  }

  /// Whether the process ended by itself without having told the server why.
  boolean diedUnreported() {
    int exit = process.exitValue();
    return !killed && exit != EXIT_REPORTED && exit != EXIT_INPUT_ENDED && exit != EXIT_TRUST_ENDED;
  }

  /// Whether it was ended by the signals that ask a process to end.
  boolean askedToEnd() {
    int signal = process.exitValue() - EXIT_SIGNAL_BASE;
    return signal == SIGINT || signal == SIGTERM;
  }

  /// How the process ended, with its last words, for the person who submitted the job.
  String obituary() {
    awaitOutput();
    int exit = process.exitValue();
    String how =
        exit > EXIT_SIGNAL_BASE
            ? "was killed by signal %d%s"
                .formatted(
                    exit - EXIT_SIGNAL_BASE,
                    exit == EXIT_SIGNAL_BASE + 9
                        ? " (somebody's kill -9, or the machine ran out of memory)"
                        : "")
            : "ended with exit code %d".formatted(exit);
    String words = tail.text();
    return "The trainer process %s.%s"
        .formatted(how, words.isEmpty() ? "" : " Its last lines:\n" + words);
  }

  private void awaitOutput() {
    try {
      reader.join(OUTPUT_END_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void say(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      // The trainer is gone; its exit is handled where it is awaited.
      tail.add("[worker] could not reach the trainer: " + e.getMessage());
    }
  }

  private void copyOutput(Path log) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter file = Files.newBufferedWriter(log)) {
      long written = 0;
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        tail.add(line);
        written += line.length() + 1;
        if (written <= MAX_LOG_BYTES) {
          file.write(line);
          file.newLine();
          file.flush();
        }
      }
    } catch (IOException e) {
      tail.add("[worker] the trainer's output could not be kept: " + e.getMessage());
    }
  }
}
