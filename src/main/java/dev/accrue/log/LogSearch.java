package dev.accrue.log;

import dev.accrue.api.log.FoundLine;
import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import dev.accrue.api.log.LogSearchResult;
import dev.accrue.log.LogTables.AttemptLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One search through one log. It ends with the log, with enough matches or with its time; then it
/// says from where another goes on.
final class LogSearch {

  /// Matches and lines beside them; lines may be long.
  private static final int MOST_LINES = 2_000;

  private final LinePattern pattern;
  private final int context;
  private final int maxMatches;
  private final long endNanos;
  private final Deque<LogLineView> before = new ArrayDeque<>();
  private final List<FoundLine> found = new ArrayList<>();
  private int matches;
  private int stillAfter;
  private @Nullable Long next;

  /// @param context lines before and after each match
  /// @param time that it may take
  LogSearch(LinePattern pattern, int context, int maxMatches, Duration time) {
    this.pattern = pattern;
    this.context = context;
    this.maxMatches = maxMatches;
    this.endNanos = System.nanoTime() + time.toNanos();
  }

  LogSearchResult run(LogTables tables, AttemptLog log, long fromLine, LogLevel least) {
    tables.forward(log.attemptId(), fromLine, least, this::visit);
    return new LogSearchResult(log.attemptNumber(), found, matches, next);
  }

  private boolean visit(LogLineView line) {
    if (System.nanoTime() - endNanos > 0) {
      next = line.number();
      return false;
    }
    boolean match = pattern.isIn(line.text());
    boolean enough = matches == maxMatches && (match || stillAfter == 0);
    if (enough || found.size() >= MOST_LINES) {
      next = line.number();
      return false;
    }
    if (match) {
      before.forEach(it -> found.add(new FoundLine(it, false, List.of())));
      before.clear();
      found.add(new FoundLine(line, true, pattern.marks(line.text())));
      matches++;
      stillAfter = context;
    } else if (stillAfter > 0) {
      found.add(new FoundLine(line, false, List.of()));
      stillAfter--;
    } else {
      remember(line);
    }
    return true;
  }

  private void remember(LogLineView line) {
    before.addLast(line);
    if (before.size() > context) {
      before.removeFirst();
    }
  }
}
