package dev.accrue.cli;

import dev.accrue.api.job.JobView;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.UUID;

/// Shows a job's progress until it ends: one line that is rewritten in a terminal, a new line for
/// every tenth of the work elsewhere.
public final class JobFollower {

  private static final long POLL_MILLIS = 500;
  private static final int LINES_WITHOUT_TERMINAL = 10;

  private final ApiClient api;
  private final PrintStream out;
  private final boolean terminal;

  /// Shows progress on `out`.
  public JobFollower(ApiClient api, PrintStream out) {
    this.api = api;
    this.out = out;
    this.terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /// Waits for the job's end.
  ///
  /// @return the job as it ended
  public JobView follow(UUID jobId) throws IOException, InterruptedException, ApiException {
    String shown = "";
    long shownTenth = -1;
    while (true) {
      JobView job = api.fetchJob(jobId);
      String line = describe(job);
      long tenth = LINES_WITHOUT_TERMINAL * job.optimizerStep() / job.totalOptimizerSteps();
      if (terminal && !line.equals(shown)) {
        out.print("\r" + line + " ".repeat(Math.max(0, shown.length() - line.length())));
        out.flush();
      } else if (!terminal && tenth != shownTenth && job.optimizerStep() > 0) {
        out.println(line);
      }
      shown = line;
      shownTenth = job.optimizerStep() > 0 ? tenth : shownTenth;
      if (job.state().terminal()) {
        out.printf("%n%s%n", ending(job));
        return job;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static String describe(JobView job) {
    return switch (job.state()) {
      case QUEUED -> "waiting for a device ...";
      case ASSIGNED -> "starting the trainer ...";
      case RUNNING, PREEMPTING, SUCCEEDED, FAILED, CANCELED -> ProgressLine.of(job);
    };
  }

  private static String ending(JobView job) {
    Double accuracy = job.validationAccuracy();
    String result =
        accuracy == null ? "" : " Validation accuracy %.2f %%.".formatted(100 * accuracy);
    String message = job.failureMessage();
    return switch (job.state()) {
      case SUCCEEDED -> "The job succeeded." + result;
      case FAILED -> "The job failed: " + (message == null ? job.failureCause() : message);
      case CANCELED -> "The job was canceled.";
      case QUEUED, ASSIGNED, RUNNING, PREEMPTING ->
          throw new IllegalStateException("%s is not an end".formatted(job.state()));
    };
  }
}
