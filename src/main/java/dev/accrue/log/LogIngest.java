package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import dev.accrue.api.worker.LogReceipt;
import dev.accrue.log.LogStore.HeldLog;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.LeaseHolder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes batches of lines. Holding the log comes first, so those of an attempt commit one by one.
@Component
class LogIngest {

  /// The year 9999, beyond which PostgreSQL and browsers disagree on dates.
  private static final long MAX_MILLIS = 253_402_300_799_000L;

  private final LogStore store;
  private final LogProperties properties;
  private final Signals signals;
  private final Clock clock;

  LogIngest(LogStore store, LogProperties properties, Signals signals, Clock clock) {
    this.store = store;
    this.properties = properties;
    this.signals = signals;
    this.clock = clock;
  }

  @Transactional
  public LogReceipt ingest(LeaseHolder lease, long fencingToken, LogBatch batch) {
    UUID attemptId = lease.attemptId();
    HeldLog log =
        store
            .hold(attemptId, fencingToken, clock.instant().minus(properties.grace()))
            .orElseThrow(() -> tooLate(attemptId));
    boolean full = log.full();
    List<LogLineView> added = full ? List.of() : linesAfter(log.lastLine(), batch);
    if (!added.isEmpty()) {
      full = append(attemptId, log, added);
    }
    if (batch.complete()) {
      store.complete(attemptId, clock.instant());
    }
    if (batch.complete() || !added.isEmpty()) {
      signals.send(Signal.LOG, lease.jobId());
    }
    return new LogReceipt(full);
  }

  private static List<LogLineView> linesAfter(long lastLine, LogBatch batch) {
    List<LogLineView> lines = new ArrayList<>();
    for (int index = 0; index < batch.lines().size(); index++) {
      long number = batch.firstLine() + index;
      LogLine line = batch.lines().get(index);
      if (line.atMillis() > MAX_MILLIS) {
        throw new ProblemException(
            ProblemCode.INVALID_REQUEST,
            "line %d is of %d, after the year 9999; send milliseconds since 1970"
                .formatted(number, line.atMillis()));
      }
      if (number > lastLine) {
        Instant at = Instant.ofEpochMilli(line.atMillis());
        lines.add(new LogLineView(number, at, line.stream(), line.level(), line.text()));
      }
    }
    return lines;
  }

  /// @return whether the log is full with that
  private boolean append(UUID attemptId, HeldLog log, List<LogLineView> lines) {
    long room = properties.roomBytes(log.sizeBytes(), log.otherBytes());
    List<LogLineView> kept = new ArrayList<>();
    long addedBytes = 0;
    boolean full = false;
    for (LogLineView line : lines) {
      LogLineView next = line;
      if (addedBytes + LogChunk.sizeBytes(line.text()) > room) {
        full = true;
        next = cut(line);
      }
      kept.add(next);
      addedBytes += LogChunk.sizeBytes(next.text());
      if (full) {
        break;
      }
    }
    long lastLine = kept.getLast().number();
    // Lines that follow without a gap join the newest chunk.
    if (kept.getFirst().number() == log.lastLine() + 1) {
      store
          .findOpenChunk(attemptId, log.lastLine())
          .ifPresent(open -> kept.addAll(0, open.lines()));
    }
    store.write(attemptId, LogChunk.divide(kept));
    store.advance(attemptId, lastLine, addedBytes, full);
    return full;
  }

  /// Stands in the place of the first line that is not kept.
  private LogLineView cut(LogLineView line) {
    String text =
        "the log ends here: the logs of this job have reached their limit of %d KiB; what the trainer prints from here on is not kept, and the training goes on"
            .formatted(properties.maxSizePerJob().toKilobytes());
    return new LogLineView(line.number(), line.at(), LogStream.PLATFORM, LogLevel.WARN, text);
  }

  private ProblemException tooLate(UUID attemptId) {
    return new ProblemException(
        ProblemCode.STALE_LEASE,
        "attempt %s ended more than %d s ago or the fencing token is not its own; no line was taken, send no more"
            .formatted(attemptId, properties.grace().toSeconds()));
  }
}
