package dev.accrue.worker;

import dev.accrue.api.worker.Assignment;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The agent's own few lines, on standard output: who reads them decides where they go.
final class WorkerLog {

  /// The same variable that a server reads.
  static final String FORMAT_VARIABLE = "LOGGING_STRUCTURED_FORMAT_CONSOLE";

  private final PrintStream out;
  private final LogFormat format;
  private final InstantSource clock;

  /// For people.
  WorkerLog(PrintStream out) {
    this(out, LogFormat.TEXT, InstantSource.system());
  }

  WorkerLog(PrintStream out, LogFormat format, InstantSource clock) {
    this.out = out;
    this.format = format;
    this.clock = clock;
  }

  /// @param format what the environment says, if anything; what only servers know is said once and
  ///   passed over
  static WorkerLog of(PrintStream out, @Nullable String format) {
    Optional<LogFormat> known = LogFormat.find(format == null ? "" : format.strip());
    WorkerLog log = new WorkerLog(out, known.orElse(LogFormat.TEXT), InstantSource.system());
    if (known.isEmpty()) {
      log.info(
          "%s is %s, which workers do not have; give logstash, ecs or gelf"
              .formatted(FORMAT_VARIABLE, format));
    }
    return log;
  }

  void info(String message) {
    out.println(format.line(clock.instant(), message, Map.of()));
  }

  /// A line about an attempt and its job.
  void info(Assignment about, String message) {
    Map<String, String> fields =
        Map.of("job", about.jobId().toString(), "attempt", about.attemptId().toString());
    out.println(format.line(clock.instant(), message, fields));
  }
}
