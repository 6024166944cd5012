package dev.accrue.cli;

import dev.accrue.api.job.JobView;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A job's progress in one line of a terminal.
final class ProgressLine {

  private static final int BAR_CELLS = 24;

  private ProgressLine() {}

  static String of(JobView job) {
    StringBuilder line = new StringBuilder(bar(job));
    line.append(" %d/%d".formatted(job.optimizerStep(), job.totalOptimizerSteps()));
    append(line, "  loss %.4f", job.trainLoss());
    Double accuracy = job.validationAccuracy();
    append(line, "  accuracy %.2f %%", accuracy == null ? null : 100 * accuracy);
    append(line, "  %,.0f samples/s", job.samplesPerSecond());
    Duration left = remaining(job);
    if (left != null) {
      line.append("  %d:%02d left".formatted(left.toMinutes(), left.toSecondsPart()));
    }
    return line.toString();
  }

  private static String bar(JobView job) {
    int filled = (int) (BAR_CELLS * job.optimizerStep() / job.totalOptimizerSteps());
    return "[" + "#".repeat(filled) + "-".repeat(BAR_CELLS - filled) + "]";
  }

  private static void append(StringBuilder line, String format, @Nullable Double value) {
    if (value != null) {
      line.append(String.format(Locale.ROOT, format, value));
    }
  }

  private static @Nullable Duration remaining(JobView job) {
    Double rate = job.samplesPerSecond();
    if (job.state().terminal() || rate == null || rate <= 0) {
      return null;
    }
    long stepsLeft = job.totalOptimizerSteps() - job.optimizerStep();
    double seconds = stepsLeft * (double) job.spec().training().batch().effective() / rate;
    return Duration.ofSeconds((long) Math.min(seconds, 1e9));
  }
}
