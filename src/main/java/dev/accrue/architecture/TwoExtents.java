package dev.accrue.architecture;

import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Samples of two extents in an array are images of one channel or sequences of vectors, and
/// nothing in the array says which.
public final class TwoExtents {

  private TwoExtents() {}

  /// Whether samples are sequences to a model of layers: it takes them, and no such images.
  ///
  /// @param tasks null for a single output
  /// @param extents places and features, or height and width
  public static boolean areSequences(
      ModelSpec model, @Nullable List<TaskSpec> tasks, List<Long> extents) {
    Sample image = Sample.real(List.of(1L, extents.getFirst(), extents.getLast()));
    return !takes(model, tasks, image) && takes(model, tasks, Sample.real(extents));
  }

  private static boolean takes(ModelSpec model, @Nullable List<TaskSpec> tasks, Sample sample) {
    List<Output> outputs =
        tasks == null
            ? List.of(new Output("target", 0, false))
            : tasks.stream().map(task -> new Output(task.name(), 0, false)).toList();
    try {
      Architectures.of(model, tasks, false, sample, outputs);
      return true;
    } catch (ArchitectureException e) {
      return false;
    }
  }
}
