package dev.accrue.job.spec;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `training.tasks` and `training.backward`.
final class TaskReader {

  private TaskReader() {}

  static @Nullable List<TaskSpec> tasks(Fields training) {
    return null;
  }

  static @Nullable Backward backward(Fields training) {
    return null;
  }
}
