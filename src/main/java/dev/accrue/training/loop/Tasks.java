package dev.accrue.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.torch.CrossEntropy;
import dev.accrue.training.torch.JointBackward;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Everything that a job learns at once, and how the gradients of several tasks come together. With
/// `joint` one forward gives all outputs, and one backward runs from the sum of the weighted
/// losses: all graphs live at once. With `sequential` each task has a forward of the trunk and its
/// own head, and a backward that frees their graph before the next task's begins. The gradients
/// agree up to rounding, since the gradient of a sum is the sum of the gradients, and since each
/// forward draws from the same seed: the trunk drops the same activations for every task.
final class Tasks implements AutoCloseable {

  private final TorchRuntime runtime;
  private final List<Task> all;
  private final boolean sequential;
  private final JointBackward joint;

  Tasks(TorchRuntime runtime, List<Task> all, Backward backward) {
    this.runtime = runtime;
    this.all = List.copyOf(all);
    this.sequential = backward == Backward.SEQUENTIAL && all.size() > 1;
    this.joint = new JointBackward(runtime);
  }

  /// The tasks that a spec lists, or one without a name.
  ///
  /// @param source whose targets are the tasks', in their order
  static Tasks of(TorchRuntime runtime, TrainingSpec spec, SampleSource source) {
    List<TaskSpec> listed =
        Objects.requireNonNullElse(
            spec.tasks(), List.of(new TaskSpec("", null, 1, spec.loss(), null, spec.metrics())));
    List<Task> tasks = new ArrayList<>();
    for (TaskSpec task : listed) {
      int target = tasks.size();
      Denominator denominator =
          sample -> source.targetElements(target, sample, SampleSource.MASKED);
      tasks.add(
          new Task(
              task.name(), task.weight(), new CrossEntropy(runtime, task.weight()), denominator));
    }
    return new Tasks(runtime, tasks, Objects.requireNonNullElse(spec.backward(), Backward.JOINT));
  }

  /// The tasks in the order of the model's outputs and of the targets.
  List<Task> all() {
    return all;
  }

  /// How many forwards of the trunk a micro-batch has.
  int forwards() {
    return sequential ? all.size() : 1;
  }

  /// Adds a micro-batch's gradients to the model's, and its losses to the window's.
  ///
  /// @param seed of all that the model draws
  void backward(TrainableModel model, FedMicroBatch batch, long seed) {
    if (sequential) {
      for (int task = 0; task < all.size(); task++) {
        runtime.seed(seed);
        backwardOfOne(model, batch, task);
      }
      return;
    }
    runtime.seed(seed);
    if (all.size() == 1) {
      backwardOfOne(model, batch, 0);
    } else {
      backwardOfAll(model, batch);
    }
  }

  private void backwardOfOne(TrainableModel model, FedMicroBatch batch, int task) {
    LoadedMicroBatch loaded = batch.loaded();
    try (NDManager scope = runtime.newScope()) {
      NDArray output = model.forward(loaded.inputs(scope), task);
      NDArray target = loaded.targets(scope).get(task);
      all.get(task).loss().backward(output, target, divisor(batch, task));
    }
  }

  private void backwardOfAll(TrainableModel model, FedMicroBatch batch) {
    LoadedMicroBatch loaded = batch.loaded();
    try (NDManager scope = runtime.newScope()) {
      NDList outputs = model.forward(loaded.inputs(scope));
      List<NDArray> targets = loaded.targets(scope);
      List<NDArray> losses = new ArrayList<>();
      for (int task = 0; task < all.size(); task++) {
        NDArray loss =
            all.get(task)
                .loss()
                .weighted(outputs.get(task), targets.get(task), divisor(batch, task));
        loss.attach(scope);
        losses.add(loss);
      }
      joint.run(losses);
    }
  }

  /// Where nothing counts the sum of losses is 0, and so is its gradient, by what it is divided.
  private static double divisor(FedMicroBatch batch, int task) {
    double denominator = batch.denominators().get(task);
    return denominator == 0 ? 1 : denominator;
  }

  /// Each task's loss that was added up since this was last asked, without its weight.
  List<Double> takeWindowLosses() {
    return all.stream().map(task -> task.loss().takeWindowLoss()).toList();
  }

  /// Losses by the names of their series: `loss`, the weighted sum, and where tasks have names each
  /// one's `TASK/loss`.
  ///
  /// @param losses one per task, without its weight
  Map<String, Double> series(List<Double> losses) {
    Map<String, Double> series = new LinkedHashMap<>();
    double sum = 0;
    for (int index = 0; index < all.size(); index++) {
      Task task = all.get(index);
      sum += task.weight() * losses.get(index);
      series.put(task.series("loss"), losses.get(index));
    }
    series.put("loss", sum);
    return series;
  }

  @Override
  public void close() {
    joint.close();
    all.forEach(task -> task.loss().close());
  }
}
