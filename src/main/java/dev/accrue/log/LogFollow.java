package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import dev.accrue.live.EventWriter;
import dev.accrue.live.LiveRounds;
import dev.accrue.log.LogTables.AttemptLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// One reader's stream of one attempt's lines. How far the log has come is read before its lines,
/// so when it is over they are all there.
final class LogFollow implements LiveRounds.News {

  private static final int LINES_AT_ONCE = 1_000;

  private final LogTables tables;
  private final Supplier<Progress> progress;
  private final LogLevel least;
  private final EventWriter writer;
  private long lastLine;

  /// A log as it stands.
  ///
  /// @param over whether no line can come any more
  record Progress(AttemptLog log, boolean over) {}

  /// @param progress reads it anew
  /// @param lastLine the line after which to begin
  LogFollow(
      LogTables tables,
      Supplier<Progress> progress,
      LogLevel least,
      EventWriter writer,
      long lastLine) {
    this.tables = tables;
    this.progress = progress;
    this.least = least;
    this.writer = writer;
    this.lastLine = lastLine;
  }

  @Override
  public boolean send() throws IOException {
    Progress now = progress.get();
    for (List<LogLineView> lines = next(now.log()); !lines.isEmpty(); lines = next(now.log())) {
      lastLine = lines.getLast().number();
      writer.send("lines", Long.toString(lastLine), lines);
    }
    if (now.over()) {
      writer.send("end", Long.toString(lastLine), now.log().summary());
    }
    return now.over();
  }

  private List<LogLineView> next(AttemptLog log) {
    List<LogLineView> lines = new ArrayList<>();
    tables.forward(
        log.attemptId(),
        lastLine + 1,
        least,
        line -> {
          lines.add(line);
          return lines.size() < LINES_AT_ONCE;
        });
    return lines;
  }
}
