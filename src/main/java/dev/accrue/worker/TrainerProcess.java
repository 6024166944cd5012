package dev.accrue.worker;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.TrainerStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A child process that trains one attempt: what it is told, and how it ends.
final class TrainerProcess {

  /// The trainer's own exit codes that need no report: its work is reported, its worker is gone, or
  /// its lease is no longer trusted.
  private static final int EXIT_REPORTED = 0;

  private static final int EXIT_INPUT_ENDED = 74;
  private static final int EXIT_TRUST_ENDED = 75;
  private static final int EXIT_SIGNAL_BASE = 128;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  static final String LOG = "trainer.log";
  private static final Duration OUTPUT_END_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration REVOKED_GRACE = Duration.ofSeconds(5);

  private final Assignment assignment;
  private final TrainerChild child;
  private final Process process;
  private final LogTail tail;
  private final LogSender.Sending log;
  private final LeaseTrust trust;
  private volatile boolean killed;
  private volatile boolean deviceLost;
  private @Nullable Long revokedAtNanos;
  private Order lastOrder = Order.CONTINUE;
  private @Nullable Long lastEquivalenceRequest;

  private TrainerProcess(
      Assignment assignment,
      TrainerChild child,
      LogTail tail,
      LogSender.Sending log,
      LeaseTrust trust) {
    this.assignment = assignment;
    this.child = child;
    this.process = child.process();
    this.tail = tail;
    this.log = log;
    this.trust = trust;
  }

  /// Gives the attempt to a trainer that stands by, or starts one for it. The environment of one
  /// that runs cannot be changed, so who wants something of it gets a new one.
  ///
  /// @param home the attempt's
  static TrainerProcess start(
      Assignment assignment,
      List<DeviceInfo> devices,
      TrainerStart start,
      LeaseTrust trust,
      TrainerHome home,
      MemoryLimit memoryLimit,
      StandbyTrainers standbys,
      LogSender logs,
      JsonMapper json)
      throws IOException {
    LogTail tail = new LogTail();
    LogSender.Sending log = logs.begin(assignment, home.directory().resolve(LOG), tail);
    try {
      String line = json.writeValueAsString(start);
      Optional<TrainerChild> warm =
          assignment.environment().isEmpty()
              ? findWarm(standbys, start.memoryLimitBytes(), line, home.directory(), log)
              : Optional.empty();
      if (warm.isPresent()) {
        return new TrainerProcess(assignment, warm.get(), tail, log, trust);
      }
      TrainerChild child =
          TrainerChild.start(
              memoryLimit.apply(start, home.command(TrainerCommand.build(home.work()))),
              devices,
              assignment.environment(),
              home,
              log.lines());
      TrainerProcess trainer = new TrainerProcess(assignment, child, tail, log, trust);
      trainer.say(line);
      return trainer;
    } catch (IOException e) {
      log.lines().say(LogLevel.ERROR, "The worker could not start the trainer: " + e.getMessage());
      log.finish();
      throw e;
    }
  }

  /// A trainer that stood by and has been told what to train. Those that have died meanwhile are
  /// passed over: the attempt has not begun with them.
  private static Optional<TrainerChild> findWarm(
      StandbyTrainers standbys,
      @Nullable Long tensorBytes,
      String line,
      Path directory,
      LogSender.Sending log)
      throws IOException {
    for (Optional<TrainerChild> warm = standbys.take(tensorBytes);
        warm.isPresent();
        warm = standbys.take(tensorBytes)) {
      if (handOver(warm.get(), line, directory, log)) {
        return warm;
      }
    }
    return Optional.empty();
  }

  /// @return false when the process has died meanwhile
  private static boolean handOver(
      TrainerChild child, String line, Path directory, LogSender.Sending log) throws IOException {
    try {
      child.mark(directory);
      child.redirect(log.lines());
    } catch (IOException e) {
      child.process().destroyForcibly();
      throw e;
    }
    try {
      child.say(line);
    } catch (IOException e) {
      child.process().destroyForcibly();
      return false;
    }
    return true;
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

  /// Tells the trainer until when its lease may be trusted.
  void renew() {
    say("lease " + trust.endsAtNanos());
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
      say("lease " + revokedAtNanos);
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

  /// Takes the last lines of the process, which has ended, and lets them be sent.
  ///
  /// @return on which they are sent
  LogSender.Sending finishLog() {
    child.awaitOutput(OUTPUT_END_TIMEOUT);
    if (deviceLost) {
      log.lines().say(LogLevel.ERROR, "A device of the worker is lost; the trainer was ended.");
    } else if (killed) {
      log.lines().say(LogLevel.ERROR, "The worker ended the trainer.");
    } else if (diedUnreported()) {
      log.lines().say(LogLevel.ERROR, "The trainer process %s.".formatted(end()));
    }
    log.finish();
    return log;
  }

  /// How the process ended, with its last words, for the person who submitted the job.
  String obituary() {
    child.awaitOutput(OUTPUT_END_TIMEOUT);
    String words = tail.text();
    return "The trainer process %s.%s"
        .formatted(end(), words.isEmpty() ? "" : " Its last lines:\n" + words);
  }

  private String end() {
    int exit = process.exitValue();
    return exit > EXIT_SIGNAL_BASE
        ? "was killed by signal %d%s"
            .formatted(
                exit - EXIT_SIGNAL_BASE,
                exit == EXIT_SIGNAL_BASE + 9
                    ? " (somebody's kill -9, or the machine ran out of memory)"
                    : "")
        : "ended with exit code %d".formatted(exit);
  }

  private void say(String line) {
    try {
      child.say(line);
    } catch (IOException e) {
      // The trainer is gone; its exit is handled where it is awaited.
      tail.add("[worker] could not reach the trainer: " + e.getMessage());
    }
  }
}
