package dev.accrue.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Trainer processes that have loaded libtorch and wait on their pipe for an assignment, one for
/// each slot that is free, as far as the worker was told to keep any. They hold no secrets and are
/// no attempts: one that dies is replaced after a pause that grows while they keep dying, and none
/// is kept where memory is short.
final class StandbyTrainers {

  /// What a machine keeps unless told otherwise.
  static final int MOST_BY_DEFAULT = 2;

  /// What a standby takes, and a margin for everybody else on the machine.
  private static final long MEMORY_TO_START_BYTES = 1536L << 20;

  private static final long MEMORY_TO_STAY_BYTES = 512L << 20;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration HEALTHY_AFTER = Duration.ofMinutes(1);

  private final WorkerOptions options;
  private final AttemptDirectories directories;
  private final MemoryLimit memoryLimit;
  private final WorkerLog log;
  private final LongSupplier nanoTime;
  private final LongSupplier availableBytes;
  private final List<Standby> standbys = new ArrayList<>();
  private Duration pause = FIRST_PAUSE;
  private long notBeforeNanos;
  private boolean stopped;

  private record Standby(UUID home, TrainerChild child, StandbyOutput output, long startedAtNanos) {

    boolean alive() {
      return child.process().isAlive();
    }
  }

  StandbyTrainers(
      WorkerOptions options,
      AttemptDirectories directories,
      MemoryLimit memoryLimit,
      WorkerLog log,
      LongSupplier nanoTime,
      LongSupplier availableBytes) {
    this.options = options;
    this.directories = directories;
    this.memoryLimit = memoryLimit;
    this.log = log;
    this.nanoTime = nanoTime;
    this.availableBytes = availableBytes;
    this.notBeforeNanos = nanoTime.getAsLong();
  }

  /// Starts what is missing, replaces what died and ends what is too many; called every now and
  /// then.
  ///
  /// @param freeSlots on which nothing trains
  synchronized void tend(int freeSlots) {
    buryTheDead();
    long available = options.standbys() == 0 ? 0 : availableBytes.getAsLong();
    int wanted =
        available < MEMORY_TO_STAY_BYTES || stopped ? 0 : Math.min(options.standbys(), freeSlots);
    while (standbys.size() > wanted) {
      standbys.removeLast().child().process().destroyForcibly();
    }
    if (standbys.size() < wanted
        && available >= MEMORY_TO_START_BYTES
        && nanoTime.getAsLong() - notBeforeNanos >= 0) {
      start();
    }
  }

  /// The standby that is the most ready, held to what the assignment's tensors may take; empty when
  /// there is none. Whoever takes it ends it.
  synchronized Optional<TrainerChild> take(@Nullable Long tensorBytes) {
    while (!standbys.isEmpty()) {
      Standby first = standbys.removeFirst();
      if (first.alive() && impose(first, tensorBytes)) {
        pause = FIRST_PAUSE;
        return Optional.of(first.child());
      }
      first.child().process().destroyForcibly();
    }
    return Optional.empty();
  }

  /// How many are warm.
  synchronized int ready() {
    return (int) standbys.stream().filter(it -> it.alive() && it.output().ready()).count();
  }

  /// Ends them all, for good.
  synchronized void stop() {
    stopped = true;
    standbys.forEach(standby -> standby.child().process().destroyForcibly());
    standbys.clear();
  }

  private boolean impose(Standby standby, @Nullable Long tensorBytes) {
    try {
      return memoryLimit.impose(standby.child().process(), tensorBytes);
    } catch (IOException e) {
      log.info("a standby trainer cannot be limited: " + e.getMessage());
      return false;
    }
  }

  private void start() {
    UUID home = UUID.randomUUID();
    try {
      Path directory = directories.create(home);
      StandbyOutput output = new StandbyOutput();
      List<String> command = TrainerCommand.standby(directory, options.threadsPerSlot());
      TrainerChild child =
          TrainerChild.start(
              memoryLimit.applyForNow(options.memoryBytesPerSlot(), command),
              List.of(), // CPU slots
              List.of(), // attempts that want something of it get a process of their own
              TrainerHome.shared(directory),
              output);
      var _ = child.process().onExit().thenRun(() -> delete(home));
      standbys.addLast(new Standby(home, child, output, nanoTime.getAsLong()));
    } catch (IOException e) {
      delete(home);
      backOff("cannot be started: " + e.getMessage());
    }
  }

  private void buryTheDead() {
    for (Standby dead : standbys.stream().filter(it -> !it.alive()).toList()) {
      standbys.remove(dead);
      if (nanoTime.getAsLong() - dead.startedAtNanos() > HEALTHY_AFTER.toNanos()) {
        pause = FIRST_PAUSE;
      }
      backOff(
          "ended with exit code %d; its last lines:\n%s"
              .formatted(dead.child().process().exitValue(), dead.output().text()));
    }
  }

  private void backOff(String why) {
    log.info("a standby trainer " + why);
    log.info("the next standby trainer starts in %d s".formatted(pause.toSeconds()));
    notBeforeNanos = nanoTime.getAsLong() + pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void delete(UUID home) {
    try {
      directories.delete(home);
    } catch (IOException e) {
      log.info("the folder of a standby trainer stays: " + e.getMessage());
    }
  }
}
