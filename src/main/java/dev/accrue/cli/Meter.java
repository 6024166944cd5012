package dev.accrue.cli;

import java.io.PrintWriter;

/// How far a transfer has come: a line that is rewritten in a terminal, and one at its end
/// elsewhere.
final class Meter {

  private static final int CELLS = 24;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter out;
  private final boolean interactive;
  private final String name;
  private final long totalBytes;
  private final long beganNanos = System.nanoTime();
  private long before;
  private long doneBytes;
  private long drawnNanos = beganNanos - REDRAW_NANOS;

  /// @param totalBytes not positive where nobody knows
  Meter(PrintWriter out, boolean interactive, String name, long totalBytes) {
    this.out = out;
    this.interactive = interactive;
    this.name = name;
    this.totalBytes = totalBytes;
  }

  /// So much was there already.
  void resumeAt(long bytes) {
    before = bytes;
    doneBytes = bytes;
  }

  void advanceTo(long bytes) {
    doneBytes = bytes;
    long now = System.nanoTime();
    if (interactive && now - drawnNanos >= REDRAW_NANOS) {
      drawnNanos = now;
      out.print("\r" + line());
      out.flush();
    }
  }

  void end() {
    out.println((interactive ? "\r" : "") + line());
    out.flush();
  }

  private String line() {
    double seconds = Math.max(1e-3, (System.nanoTime() - beganNanos) / 1e9);
    String rate = Cells.bytes((long) ((doneBytes - before) / seconds)) + "/s";
    if (totalBytes <= 0) {
      return "%s  %s  %s".formatted(name, Cells.bytes(doneBytes), rate);
    }
    int filled = (int) (CELLS * Math.min(doneBytes, totalBytes) / totalBytes);
    return "%s  [%s%s]  %s of %s  %s "
        .formatted(
            name,
            "#".repeat(filled),
            "-".repeat(CELLS - filled),
            Cells.bytes(doneBytes),
            Cells.bytes(totalBytes),
            rate);
  }
}
