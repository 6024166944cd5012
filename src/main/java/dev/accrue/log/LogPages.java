package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import dev.accrue.api.log.LogPage;
import dev.accrue.api.log.LogSummary;
import dev.accrue.job.Jobs;
import dev.accrue.log.LogTables.AttemptLog;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.Caller;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Stretches of logs of the jobs that a caller may see.
@Component
class LogPages {

  private final Jobs jobs;
  private final LogTables tables;

  LogPages(Jobs jobs, LogTables tables) {
    this.jobs = jobs;
    this.tables = tables;
  }

  /// The log of an attempt, or of the newest one.
  ///
  /// @return empty when none was asked for and the job has none
  Optional<AttemptLog> find(Caller caller, UUID jobId, @Nullable Integer attemptNumber) {
    jobs.requireVisible(caller, jobId);
    Optional<AttemptLog> log = tables.find(jobId, attemptNumber, 1).stream().findFirst();
    if (log.isEmpty() && attemptNumber != null) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND,
          "job %s has no attempt %d; they count from 1".formatted(jobId, attemptNumber));
    }
    return log;
  }

  /// Lines from one on.
  LogPage from(AttemptLog log, long fromLine, LogLevel least, int limit) {
    List<LogLineView> lines = new ArrayList<>();
    // One more than the page holds tells whether there is a next one.
    tables.forward(
        log.attemptId(),
        fromLine,
        least,
        line -> {
          lines.add(line);
          return lines.size() <= limit;
        });
    boolean more = dropBeyond(limit, lines);
    long first = lines.isEmpty() ? fromLine : lines.getFirst().number();
    return page(log, lines, isAnyBefore(log, first, least), more);
  }

  /// The last lines before one.
  LogPage before(AttemptLog log, long beforeLine, LogLevel least, int limit) {
    List<LogLineView> lines = new ArrayList<>();
    tables.backward(
        log.attemptId(),
        beforeLine,
        least,
        line -> {
          lines.add(line);
          return lines.size() <= limit;
        });
    boolean more = dropBeyond(limit, lines);
    Collections.reverse(lines);
    long next = lines.isEmpty() ? beforeLine : lines.getLast().number() + 1;
    return page(log, lines, more, isAnyFrom(log, next, least));
  }

  /// Drops the one line more than the page holds.
  ///
  /// @return whether there was one
  private static boolean dropBeyond(int limit, List<LogLineView> lines) {
    boolean more = lines.size() > limit;
    if (more) {
      lines.removeLast();
    }
    return more;
  }

  /// The newest lines.
  LogPage newest(AttemptLog log, LogLevel least, int limit) {
    return before(log, Long.MAX_VALUE, least, limit);
  }

  static LogPage none() {
    return new LogPage(0, List.of(), false, false, LogSummary.EMPTY);
  }

  private static LogPage page(
      AttemptLog log, List<LogLineView> lines, boolean hasEarlier, boolean hasLater) {
    return new LogPage(log.attemptNumber(), lines, hasEarlier, hasLater, log.summary());
  }

  private boolean isAnyBefore(AttemptLog log, long line, LogLevel least) {
    List<LogLineView> found = new ArrayList<>();
    tables.backward(log.attemptId(), line, least, it -> !found.add(it));
    return !found.isEmpty();
  }

  private boolean isAnyFrom(AttemptLog log, long line, LogLevel least) {
    List<LogLineView> found = new ArrayList<>();
    tables.forward(log.attemptId(), line, least, it -> !found.add(it));
    return !found.isEmpty();
  }
}
