package dev.accrue.training.data;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a task is to predict.
///
/// @param name of a column or array; null for the data set's own
/// @param standardized whether numbers are
record WantedTarget(@Nullable String name, Use use, boolean standardized) {

  /// As what a loss takes a target.
  enum Use {
    /// One of several classes.
    CLASS,
    /// Numbers.
    REAL,
    /// As what the data suggest.
    EITHER
  }

  /// Those of a job, one per task.
  static List<WantedTarget> of(JobSpec job) {
    String general = job.data().target();
    boolean standardized = Boolean.TRUE.equals(job.data().standardizeTarget());
    List<TaskSpec> tasks = job.training().tasks();
    if (tasks == null) {
      return List.of(new WantedTarget(general, use(job.training().loss()), standardized));
    }
    return tasks.stream()
        .map(task ->
            new WantedTarget(
                task.target() == null ? general : task.target(), use(task.loss()), standardized))
        .toList();
  }

  private static Use use(@Nullable LossSpec loss) {
    return switch (loss) {
      case null -> Use.EITHER;
      case LossSpec.CrossEntropy _ -> Use.CLASS;
      case LossSpec.TokenCrossEntropy _, LossSpec.Contrastive _ -> Use.EITHER;
      case LossSpec.BinaryCrossEntropy _,
          LossSpec.MeanSquaredError _,
          LossSpec.MeanAbsoluteError _,
          LossSpec.Huber _ ->
          Use.REAL;
    };
  }
}
