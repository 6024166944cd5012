package dev.accrue.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.torch.ForwardPass;
import dev.accrue.training.torch.Losses;
import dev.accrue.training.torch.TaskLoss;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  private @Nullable Lock turns;

  Tasks(TorchRuntime runtime, List<Task> all, Backward backward) {
    this.runtime = runtime;
    this.all = List.copyOf(all);
    this.sequential = backward == Backward.SEQUENTIAL && all.size() > 1;
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
      TargetLayout layout = source.targets().get(target);
      LossSpec loss = Losses.resolved(task.loss(), layout);
      tasks.add(
          new Task(
              task.name(),
              task.weight(),
              Losses.of(runtime, loss, task.weight(), task.metrics(), layout),
              Denominator.of(loss, source, target)));
    }
    return new Tasks(runtime, tasks, Objects.requireNonNullElse(spec.backward(), Backward.JOINT));
  }

  /// Forwards of all that are given the same lock take turns from now on, each with the seed that
  /// it needs.
  void takeTurns(Lock lock) {
    turns = lock;
  }

  /// Nobody else is left to take turns with.
  void takeNoTurns() {
    turns = null;
  }

  /// The tasks in the order of the model's outputs and of the targets.
  List<Task> all() {
    return all;
  }

  /// Refuses windows that would train another objective than the one that was asked for: a loss
  /// over all pairs of a batch is not the sum of its micro-batches' losses.
  ///
  /// @throws TrainingRefusedException when a loss couples samples and the window is split
  void requireWhole(PlannedWindow window) {
    int parts = window.microBatches().size();
    if (parts > 1 && all.stream().anyMatch(task -> task.loss().couplesSamples())) {
      throw new TrainingRefusedException(
          "a contrastive loss compares each sample with all others of its batch, and this window of"
              + " %1$d samples in %2$d micro-batches would train another objective; write micro: %1$d"
                  .formatted(window.samples(), parts)
              + ", or a smaller effective batch where that does not fit the memory");
    }
  }

  /// How many forwards of the trunk a micro-batch has.
  int forwards() {
    return sequential ? all.size() : 1;
  }

  /// Adds a micro-batch's gradients to the model's, and its losses to the window's.
  ///
  /// @param seed of all that the model draws
  void backward(TrainableModel model, FedMicroBatch batch, long seed) {
    backward(model, batch, seed, sequential);
  }

  /// The same, whichever way the job's own is.
  ///
  /// @param oneByOne whether each task has a forward and a backward of its own
  void backward(TrainableModel model, FedMicroBatch batch, long seed, boolean oneByOne) {
    if (oneByOne) {
      for (int task = 0; task < all.size(); task++) {
        backwardOfOne(model, batch, seed, task);
      }
      return;
    }
    if (all.size() == 1) {
      backwardOfOne(model, batch, seed, 0);
    } else {
      backwardOfAll(model, batch, seed);
    }
  }

  /// Seeds and runs a forward, which does all the drawing: backwards use what was drawn.
  private <T> T drawing(long seed, Supplier<T> forward) {
    Lock turn = turns;
    if (turn != null) {
      turn.lock();
    }
    try {
      runtime.seed(seed);
      return forward.get();
    } finally {
      if (turn != null) {
        turn.unlock();
      }
    }
  }

  /// Others wait no longer than for what draws.
  private ForwardPass pass(TrainableModel model, NDList inputs, int task, long seed) {
    if (turns != null && model.splitsAtDraws()) {
      ForwardPass before = model.passBeforeDraws(inputs);
      return drawing(seed, () -> model.passFromDraws(before));
    }
    return drawing(seed, () -> model.pass(inputs, task));
  }

  private void backwardOfOne(TrainableModel model, FedMicroBatch batch, long seed, int task) {
    LoadedMicroBatch loaded = batch.loaded();
    try (NDManager scope = runtime.newScope()) {
      NDList inputs = runtime.upload(scope, loaded::inputs);
      ForwardPass pass = pass(model, inputs, task, seed);
      NDArray target = runtime.upload(scope, loaded::targets).get(task);
      TaskLoss loss = all.get(task).loss();
      double divisor = divisor(batch, task);
      if (pass.isCut() || model.gradientsReleased()) {
        NDArray weighted = loss.weighted(pass.output(), target, divisor);
        weighted.attach(scope);
        model.backward(List.of(weighted), pass);
      } else {
        // The same in one call into libtorch instead of two.
        loss.backward(pass.output(), target, divisor);
      }
    }
  }

  private void backwardOfAll(TrainableModel model, FedMicroBatch batch, long seed) {
    LoadedMicroBatch loaded = batch.loaded();
    try (NDManager scope = runtime.newScope()) {
      NDList inputs = runtime.upload(scope, loaded::inputs);
      ForwardPass pass = drawing(seed, () -> model.pass(inputs));
      NDList targets = runtime.upload(scope, loaded::targets);
      List<NDArray> losses = new ArrayList<>();
      for (int task = 0; task < all.size(); task++) {
        NDArray loss =
            all.get(task)
                .loss()
                .weighted(pass.outputs().get(task), targets.get(task), divisor(batch, task));
        loss.attach(scope);
        losses.add(loss);
      }
      model.backward(losses, pass);
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
    all.forEach(task -> task.loss().close());
  }
}
