package dev.accrue.job.spec;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a task of a spec says about its target.
///
/// @param name of the task in messages and checks
/// @param target name of the column or array; null for the data set's own
/// @param targetField where the spec names it, or could
/// @param loss null for the one that fits
/// @param lossField where the spec names it, or could
record PredictedTask(
    String name,
    @Nullable String target,
    String targetField,
    @Nullable LossSpec loss,
    String lossField) {

  /// All tasks of a job.
  static List<PredictedTask> of(JobSpec spec) {
    String general = spec.data().target();
    List<TaskSpec> tasks = spec.training().tasks();
    if (tasks == null) {
      return List.of(
          new PredictedTask(
              "target", general, "data.target", spec.training().loss(), "training.loss"));
    }
    List<PredictedTask> all = new ArrayList<>();
    for (int index = 0; index < tasks.size(); index++) {
      TaskSpec task = tasks.get(index);
      String field = "training.tasks[%d]".formatted(index);
      boolean own = task.target() != null || general == null;
      all.add(
          new PredictedTask(
              task.name(),
              task.target() == null ? general : task.target(),
              own ? field + ".target" : "data.target",
              task.loss(),
              field + ".loss"));
    }
    return all;
  }
}
