package dev.accrue.cli;

import dev.accrue.api.job.JobView;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Shows a job's progress until it ends: a line and a small curve of the loss that are rewritten in
/// a terminal, a new line for every tenth of the work elsewhere.
public final class JobFollower {

  private static final long POLL_MILLIS = 500;
  private static final int LINES_WITHOUT_TERMINAL = 10;
  private static final int CURVE_ROWS = 6;
  private static final int MOST_COLUMNS = 100;

  private final ApiClient api;
  private final PrintWriter out;
  private final Terminal terminal;
  private int linesShown;

  /// Shows progress on `out`.
  public JobFollower(ApiClient api, PrintWriter out, Terminal terminal) {
    this.api = api;
    this.out = out;
    this.terminal = terminal;
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
      if (terminal.interactive() && !line.equals(shown)) {
        redraw(line, curve(job));
      } else if (!terminal.interactive() && tenth != shownTenth && job.optimizerStep() > 0) {
        out.println(line);
      }
      shown = line;
      shownTenth = job.optimizerStep() > 0 ? tenth : shownTenth;
      if (job.state().terminal()) {
        out.printf("%n%s%n", ending(job));
        out.flush();
        return job;
      }
      out.flush();
      Thread.sleep(POLL_MILLIS);
    }
  }

  /// Writes over what was shown before: up, and clear to the end of the screen.
  private void redraw(String line, List<String> curve) {
    if (linesShown > 0) {
      out.print("\u001b[%dA\r\u001b[J".formatted(linesShown));
    }
    out.println(line.substring(0, Math.min(line.length(), terminal.columns() - 1)));
    curve.forEach(out::println);
    linesShown = 1 + curve.size();
    out.flush();
  }

  private List<String> curve(JobView job) throws IOException, ApiException {
    if (job.optimizerStep() == 0) {
      return List.of();
    }
    int columns = Math.min(MOST_COLUMNS, terminal.columns() - 1);
    JsonNode curves =
        api.get(
            Query.of("/api/v1/jobs/%s/series".formatted(job.id()))
                .with("names", "train/loss")
                .with("buckets", columns)
                .toString());
    return curves.isEmpty()
        ? List.of()
        : Curve.of(curves.get(0)).draw(columns, CURVE_ROWS, terminal.unicode());
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
