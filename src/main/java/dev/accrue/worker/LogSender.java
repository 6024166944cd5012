package dev.accrue.worker;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogReceipt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Sends the lines of trainers to the server, each attempt's on a thread of its own, so that
/// neither a trainer nor a heartbeat waits for it. A server that does not answer is asked again; a
/// batch that it has already adds nothing there. After the end of a trainer that goes on for a
/// while.
final class LogSender {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// Less than the server takes lines of an attempt that has ended.
  private static final Duration AFTER_THE_END = Duration.ofMinutes(10);

  private final ServerClient server;
  private final InstantSource clock;
  private final WorkerLog log;
  private final Set<Sending> sendings = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  LogSender(ServerClient server, InstantSource clock, WorkerLog log) {
    this.server = server;
    this.clock = clock;
    this.log = log;
  }

  /// Begins an attempt's log.
  ///
  /// @param path where lines wait
  Sending begin(Assignment assignment, Path path, LogTail tail) throws IOException {
    AttemptLog lines =
        new AttemptLog(new LineFile(path), tail, clock, Redaction.of(assignment.environment()));
    Sending sending = new Sending(assignment, lines);
    sendings.add(sending);
    Thread.ofVirtual().name("log-sender").start(sending::run);
    return sending;
  }

  /// Gives up what the server does not take at once.
  void stop() {
    stopped = true;
  }

  /// Waits until all that has ended is sent, but not for longer than this.
  void awaitAll(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (Sending sending : sendings) {
      var _ = sending.over.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /// The log of one attempt on its way.
  final class Sending {

    private final Assignment assignment;
    private final AttemptLog lines;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long finishedAtNanos;
    private volatile boolean finished;

    private Sending(Assignment assignment, AttemptLog lines) {
      this.assignment = assignment;
      this.lines = lines;
    }

    /// Where the trainer's lines go.
    AttemptLog lines() {
      return lines;
    }

    /// Nothing is added after this; what is there is still sent.
    void finish() {
      finishedAtNanos = System.nanoTime();
      finished = true;
      lines.finish();
    }

    /// Waits until everything was sent or given up.
    void await() throws InterruptedException {
      over.await();
    }

    private void run() {
      try {
        sendAll();
      } catch (IOException e) {
        log.info(
            assignment,
            "the output of attempt %s could not be read: %s"
                .formatted(assignment.attemptId(), e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        lines.refuse();
        lines.release();
        sendings.remove(this);
        over.countDown();
      }
    }

    private void sendAll() throws IOException, InterruptedException {
      long firstLine = 1;
      boolean complete = false;
      while (!complete) {
        LogBatch batch = lines.next(firstLine);
        Optional<LogReceipt> receipt = sendUntilTaken(batch);
        if (receipt.isEmpty()) {
          return;
        }
        lines.taken();
        firstLine += batch.lines().size();
        complete = batch.complete();
        if (receipt.get().full()) {
          lines.refuse();
        }
      }
    }

    /// @return empty when it was given up
    private Optional<LogReceipt> sendUntilTaken(LogBatch batch) throws InterruptedException {
      Duration pause = FIRST_PAUSE;
      while (true) {
        Exception problem;
        try {
          return Optional.of(server.logs(assignment, batch));
        } catch (ServerException e) {
          problem = e;
          if (!e.mayPass()) {
            return givenUp(problem);
          }
        } catch (IOException e) {
          problem = e;
        }
        if (stopped || overForLong()) {
          return givenUp(problem);
        }
        Thread.sleep(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      }
    }

    private boolean overForLong() {
      return finished && System.nanoTime() - finishedAtNanos > AFTER_THE_END.toNanos();
    }

    private Optional<LogReceipt> givenUp(Exception problem) {
      log.info(
          assignment,
          "lines of attempt %s were not taken (%s)".formatted(assignment.attemptId(), problem));
      return Optional.empty();
    }
  }
}
