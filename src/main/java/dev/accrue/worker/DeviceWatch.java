package dev.accrue.worker;

import dev.accrue.api.worker.WorkerProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// Looks at the devices every few seconds, tells the server how they are, and the agent when one is
/// lost. On a thread of its own, so that neither a driver that hangs nor a slow server delays a
/// heartbeat. What could not be sent is not sent later.
final class DeviceWatch {

  /// To the server.
  interface Sender {
    void send(DeviceProbe.Look look) throws IOException, InterruptedException, ServerException;
  }

  private static final long INTERVAL_NANOS = 15_000_000_000L;

  private final DeviceProbe probe;
  private final Supplier<List<DeviceProbe.RunningTrainer>> trainers;
  private final Sender sender;
  private final IntConsumer lost;
  private final WorkerLog log;
  private final Set<Integer> known = new HashSet<>();
  private volatile List<WorkerProblem> problems = List.of();
  private volatile boolean over;
  private boolean reached = true;

  /// @param trainers that run now
  /// @param lost is told the ordinal of each device that is lost, at every look
  DeviceWatch(
      DeviceProbe probe,
      Supplier<List<DeviceProbe.RunningTrainer>> trainers,
      Sender sender,
      IntConsumer lost,
      WorkerLog log) {
    this.probe = probe;
    this.trainers = trainers;
    this.sender = sender;
    this.lost = lost;
    this.log = log;
  }

  /// Looks again and again until `stop`.
  void start() {
    Thread.ofPlatform().daemon().name("device-watch").start(this::run);
  }

  void stop() {
    over = true;
  }

  /// What was wrong with devices at the last look.
  List<WorkerProblem> problems() {
    return problems;
  }

  private void run() {
    while (!over) {
      look();
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  /// One look, and what follows from it.
  synchronized void look() {
    DeviceProbe.Look seen;
    try {
      seen = probe.look(trainers.get());
    } catch (RuntimeException e) {
      log.info("the devices could not be looked at: " + e);
      return;
    }
    problems = seen.problems();
    for (int ordinal : lostOrdinals(seen)) {
      if (known.add(ordinal)) {
        log.info("device %d is lost; what it runs ends".formatted(ordinal));
      }
      lost.accept(ordinal);
    }
    known.retainAll(lostOrdinals(seen));
    send(seen);
  }

  private static List<Integer> lostOrdinals(DeviceProbe.Look seen) {
    List<Integer> ordinals = new ArrayList<>();
    for (WorkerProblem problem : seen.problems()) {
      Integer ordinal = problem.deviceOrdinal();
      if (ordinal != null) {
        ordinals.add(ordinal);
      }
    }
    return ordinals;
  }

  private void send(DeviceProbe.Look seen) {
    try {
      sender.send(seen);
      reached = true;
    } catch (IOException | ServerException e) {
      if (reached) {
        log.info("the server did not take how the devices are (%s)".formatted(e));
      }
      reached = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
