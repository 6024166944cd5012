package dev.accrue.worker;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogLine;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The lines of one attempt between its trainer, which must never wait, and whoever sends them to
/// the server. They lie in a file of bounded size; what does not fit is counted, and a line in its
/// place says how much it was.
final class AttemptLog implements TrainerChild.Output {

  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /// Colors and movements of a terminal's cursor.
  private static final Pattern ESCAPES = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

  private final LineFile file;
  private final LogTail tail;
  private final InstantSource clock;
  private final Redaction redaction;
  private final Map<LogStream, LineLevels> levels = new EnumMap<>(LogStream.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long missing;
  private String whyMissing = "";
  private @Nullable LogLine lastWords;
  private boolean finished;
  private boolean refused;

  AttemptLog(LineFile file, LogTail tail, InstantSource clock, Redaction redaction) {
    this.file = file;
    this.tail = tail;
    this.clock = clock;
    this.redaction = redaction;
    levels.put(LogStream.OUTPUT, new LineLevels(LogStream.OUTPUT));
    levels.put(LogStream.ERROR, new LineLevels(LogStream.ERROR));
  }

  /// Takes a line of the trainer.
  @Override
  public void line(LogStream stream, String text) {
    String clean = redaction.apply(clean(text));
    lock.lock();
    try {
      tail.add(clean);
      LineLevels known = levels.get(stream);
      add(stream, known == null ? LogLevel.WARN : known.of(clean), clean);
    } finally {
      lock.unlock();
    }
  }

  /// Takes a line of the worker itself.
  void say(LogLevel level, String text) {
    lock.lock();
    try {
      add(LogStream.PLATFORM, level, clean(text));
    } finally {
      lock.unlock();
    }
  }

  /// A trainer's output has ended; the worker may still have something to say.
  @Override
  public void close() {
    // `finish` comes when it has.
  }

  /// Nothing is added after this.
  void finish() {
    lock.lock();
    try {
      if (!finished && missing > 0) {
        lastWords = missed();
      }
      finished = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The server takes nothing more: what waits is forgotten, and so is what comes.
  void refuse() {
    lock.lock();
    try {
      refused = true;
      missing = 0;
      lastWords = null;
      file.clear();
    } catch (IOException e) {
      tail.add("[worker] the file of the trainer's output could not be emptied: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /// Closes the file. Nobody asks for lines any more.
  void release() {
    lock.lock();
    try {
      file.close();
    } catch (IOException e) {
      tail.add("[worker] the file of the trainer's output could not be closed: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /// Waits for lines, and a moment longer for others to join them.
  ///
  /// @param firstLine the number of the first
  LogBatch next(long firstLine) throws InterruptedException, IOException {
    lock.lock();
    try {
      while (!file.hasMore() && !finished) {
        changed.await();
      }
      for (long left = GATHER_NANOS; left > 0 && !finished && !file.hasMuch(); ) {
        left = changed.awaitNanos(left);
      }
      List<LogLine> lines = new ArrayList<>(file.next(LogBatch.MAX_LINES - 1));
      boolean complete = finished && !file.hasMore();
      if (complete && lastWords != null) {
        lines.add(lastWords);
      }
      return new LogBatch(firstLine, lines, complete);
    } finally {
      lock.unlock();
    }
  }

  /// The server has what `next` gave.
  void taken() throws IOException {
    lock.lock();
    try {
      file.taken();
    } finally {
      lock.unlock();
    }
  }

  private void add(LogStream stream, LogLevel level, String text) {
    if (refused || finished) {
      return;
    }
    try {
      if (!file.hasRoom()) {
        miss("the server did not take them in time");
        return;
      }
      if (missing > 0) {
        file.append(missed());
        missing = 0;
      }
      file.append(new LogLine(clock.millis(), stream, level, text));
      changed.signalAll();
    } catch (IOException e) {
      miss("the worker could not keep them: " + e.getMessage());
    }
  }

  private void miss(String why) {
    missing++;
    whyMissing = why;
  }

  private LogLine missed() {
    String text = "%d lines are missing here: %s".formatted(missing, clean(whyMissing));
    return new LogLine(
        clock.millis(),
        LogStream.PLATFORM,
        LogLevel.WARN,
        text.substring(0, Math.min(text.length(), OutputLines.MAX_LINE_CHARACTERS)));
  }

  private static String clean(String text) {
    String plain = text.indexOf('\u001B') < 0 ? text : ESCAPES.matcher(text).replaceAll("");
    return CONTROLS.matcher(plain).replaceAll("\uFFFD");
  }
}
