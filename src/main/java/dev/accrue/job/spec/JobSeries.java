package dev.accrue.job.spec;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.KeepBestSpec.Mode;
import dev.accrue.api.spec.Metric;
import dev.accrue.api.spec.TaskSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The series of losses and metrics that a job may have. Which metrics fit the target of a task
/// that names none, the trainer knows; here all of them may.
public final class JobSeries {

  private static final Set<String> SMALL_IS_GOOD = Set.of("loss", "perplexity", "mae");

  private JobSeries() {}

  /// Names such as `validation/accuracy`, or `validation/digit/accuracy` where tasks have names.
  public static Set<String> of(JobSpec spec) {
    Set<String> names = new LinkedHashSet<>(List.of("train/loss", "validation/loss"));
    List<TaskSpec> tasks = spec.training().tasks();
    if (tasks == null) {
      addMetrics(names, "", spec.training().metrics());
      return names;
    }
    for (TaskSpec task : tasks) {
      String prefix = task.name() + "/";
      names.add("train/" + prefix + "loss");
      names.add("validation/" + prefix + "loss");
      addMetrics(names, prefix, task.metrics());
    }
    return names;
  }

  private static void addMetrics(Set<String> names, String prefix, @Nullable List<Metric> metrics) {
    for (Metric metric : Objects.requireNonNullElse(metrics, List.of(Metric.values()))) {
      names.add("validation/" + prefix + metric.name().toLowerCase(Locale.ROOT));
    }
  }

  /// Which values of a series of this name are good.
  static Mode goodMode(String series) {
    String measure = series.substring(series.lastIndexOf('/') + 1);
    return SMALL_IS_GOOD.contains(measure) ? Mode.MIN : Mode.MAX;
  }
}
