package dev.accrue.worker;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How grave the lines of one stream are, by what they say of themselves: the trainer's own lines
/// begin with a level, and so do those of most programs somewhere near their beginning. A line that
/// says nothing is taken for `INFO` on standard output and for `WARN` on standard error; an
/// indented one belongs to the one before it, as in a stack trace.
final class LineLevels {

  private static final int BEGINNING_CHARACTERS = 100;

  private static final Pattern WORD =
      Pattern.compile(
          "(?<!\\w)(?:(TRACE|DEBUG)|(INFO|NOTICE)|(WARN|WARNING)|(ERROR|SEVERE|FATAL|CRITICAL))(?!\\w)");

  /// Java's and Python's exceptions, and what native code says at its end.
  private static final Pattern FAILURE =
      Pattern.compile(
          "^(?:[\\w.$]+(?:Exception|Error)(?::|$)|Exception in thread |Traceback \\(most recent |"
              + "Caused by: |terminate called |Segmentation fault|Aborted|Killed|"
              + "# A fatal error |.{0,60}\\b(?:fatal )?error: )");

  private static final Pattern WARNING = Pattern.compile("\\b(?:[A-Z]\\w*Warning|[Ww]arning):");
  private static final Pattern CONTINUATION = Pattern.compile("^(?:\\s|\\.\\.\\.|#)");

  private final LogLevel usual;
  private LogLevel last;

  LineLevels(LogStream stream) {
    this.usual = stream == LogStream.ERROR ? LogLevel.WARN : LogLevel.INFO;
    this.last = usual;
  }

  LogLevel of(String line) {
    String beginning = line.substring(0, Math.min(line.length(), BEGINNING_CHARACTERS));
    last = level(beginning);
    return last;
  }

  private LogLevel level(String beginning) {
    if (FAILURE.matcher(beginning).find()) {
      return LogLevel.ERROR;
    }
    if (CONTINUATION.matcher(beginning).find()) {
      return last;
    }
    Matcher word = WORD.matcher(beginning);
    if (word.find()) {
      return level(word);
    }
    return WARNING.matcher(beginning).find() ? LogLevel.WARN : usual;
  }

  private static LogLevel level(Matcher word) {
    if (word.group(1) != null) {
      return LogLevel.DEBUG;
    }
    if (word.group(2) != null) {
      return LogLevel.INFO;
    }
    return word.group(3) != null ? LogLevel.WARN : LogLevel.ERROR;
  }
}
