package dev.accrue.training.loop;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.Jobs;
import dev.accrue.training.Synthetic;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.memory.Headroom;
import dev.accrue.training.memory.MemoryNeeds;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.GradientNorm;
import dev.accrue.training.torch.Losses;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a window of a job leaves behind in a model.
///
/// @param gradients by parameter
/// @param buffers by name
record Pass(
    WindowPass.Losses losses, Map<String, double[]> gradients, Map<String, double[]> buffers) {

  static final Synthetic DATA =
      new Synthetic("train", 40, List.of(6L), List.of(3, 4), 0.3, ElementType.F32, 31);

  static final TwoHeads HEADS = new TwoHeads(6, 5, 3, 4, ElementType.F32, false, 0, true);

  static TrainingSpec spec(int effective, int micro) {
    return Jobs.mlp().batch(effective, micro).spec().training();
  }

  private static final List<Double> TASK_WEIGHTS = List.of(1.0, 0.3);

  /// How the targets of a task are weighted: class c has the weight `1 + c spread`.
  private static List<Double> classWeights(int classes, double spread) {
    List<Double> weights = new ArrayList<>();
    for (int index = 0; index < classes; index++) {
      weights.add(1 + index * spread);
    }
    return weights;
  }

  /// The window of a job as it is.
  static Pass of(
      TorchRuntime runtime,
      TrainingSpec spec,
      Synthetic data,
      TwoHeads heads,
      Backward backward,
      double classWeightSpread)
      throws InterruptedException {
    List<Task> tasks = tasks(runtime, data, classWeightSpread);
    return run(runtime, spec, data, load(runtime, heads), tasks, backward, 0, 0);
  }

  /// A later window of a job with one task.
  ///
  /// @param model loaded for this; closed behind it
  /// @param before windows before it, whose gradients were cleared
  static Pass of(
      TorchRuntime runtime,
      TrainingSpec spec,
      SampleSource data,
      TrainableModel model,
      LossSpec loss,
      int before)
      throws InterruptedException {
    Task task =
        new Task(
            "",
            1,
            Losses.of(runtime, loss, 1, null, data.targets().getFirst()),
            Denominator.of(loss, data, 0));
    return run(runtime, spec, data, model, List.of(task), Backward.JOINT, 0, before);
  }

  private static TrainableModel load(TorchRuntime runtime, TwoHeads heads) {
    return TrainableModel.load(runtime, heads.archive(), heads.bufferNames());
  }

  /// The window dropped after its first micro-batch, and run again with micro-batches of another
  /// size.
  static Pass replayed(TorchRuntime runtime, TrainingSpec spec, TwoHeads heads, int micro)
      throws InterruptedException {
    List<Task> tasks = tasks(runtime, DATA, 0.5);
    return run(runtime, spec, DATA, load(runtime, heads), tasks, Backward.JOINT, micro, 0);
  }

  private static List<Task> tasks(TorchRuntime runtime, Synthetic data, double classWeightSpread) {
    List<Task> tasks = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      int target = index;
      double taskWeight = TASK_WEIGHTS.get(index);
      List<Double> weights = classWeights(data.classes().get(index), classWeightSpread);
      LossSpec loss = new LossSpec.CrossEntropy(0, null, weights);
      tasks.add(
          new Task(
              "task" + index,
              taskWeight,
              Losses.of(runtime, loss, taskWeight, null, data.targets().get(index)),
              Denominator.of(loss, data, target)));
    }
    return tasks;
  }

  /// @param replayMicro 0 for a window that runs once
  /// @param before windows before it
  private static Pass run(
      TorchRuntime runtime,
      TrainingSpec spec,
      SampleSource data,
      TrainableModel loaded,
      List<Task> tasks,
      Backward backward,
      int replayMicro,
      int before)
      throws InterruptedException {
    List<Denominator> denominators = tasks.stream().map(Task::denominator).toList();
    TrainingState start = TrainingState.initial();
    Recorded recorded = new Recorded();
    try (Tasks all = new Tasks(runtime, tasks, backward);
        TrainableModel model = loaded;
        Optimizer optimizer = new Optimizer(runtime, spec.optimizer(), null, model, Map.of());
        WindowFeed feed =
            new WindowFeed(spec, 1 + before, data, denominators, start, spec.batch().micro())) {
      TrainingParts parts =
          new TrainingParts(
              spec,
              1 + before,
              feed,
              model,
              all,
              Replicas.alone(null),
              optimizer,
              new Validation(runtime, data, ElementType.of(spec.precision())),
              new Recalibration(runtime, data, spec),
              new BatchAdvisor(new GradientNorm(runtime, model.gradients()), spec),
              new EquivalenceCheck(runtime, data, denominators),
              new JobMemory(
                  MemoryTerms.unlimited(),
                  "",
                  new MemoryNeeds(List.of(), List.of()),
                  new Headroom(false)),
              new MemoryMeter(MemoryTerms.unlimited()),
              recorded,
              recorded);
      WindowPass pass = new WindowPass(parts);
      if (replayMicro > 0) {
        recorded.cancelAtQuestion = 2;
        pass.accumulate(feed.windowAt(start), 0);
        recorded.cancelAtQuestion = Long.MAX_VALUE;
        recorded.order = Order.CONTINUE;
        feed.restart(start, replayMicro);
      }
      for (int window = 0; window < before; window++) {
        PlannedWindow earlier = feed.windowAt(start);
        pass.accumulate(earlier, start.optimizerStep());
        optimizer.clearGradients();
        start = start.after(earlier, TrainingState.Update.APPLIED);
      }
      WindowPass.Losses losses =
          pass.accumulate(feed.windowAt(start), start.optimizerStep()).orElseThrow();
      return new Pass(losses, values(model.gradients()), values(model.buffers()));
    }
  }

  private static Map<String, double[]> values(List<NamedArray> arrays) {
    Map<String, double[]> values = new LinkedHashMap<>();
    arrays.forEach(array -> values.put(array.name(), Trained.values(array.copy())));
    return values;
  }

  /// The largest difference of a gradient from the other's, relative to the norm of all gradients.
  double relativeDifference(Pass other) {
    double norm = Math.sqrt(gradients.values().stream().mapToDouble(Pass::square).sum());
    double difference = 0;
    for (Map.Entry<String, double[]> entry : gradients.entrySet()) {
      difference =
          Math.max(
              difference,
              largestDifference(
                  entry.getValue(), Objects.requireNonNull(other.gradients.get(entry.getKey()))));
    }
    return norm == 0 ? difference : difference / norm;
  }

  /// The largest norm of the difference of one parameter's gradients, relative to the norm of its
  /// gradient. A gradient that cancels out, such as that of a bias before a normalisation, is all
  /// rounding; one that is less than a hundredth of all together is measured by that hundredth.
  double relativeDifferenceOfParameters(Pass other) {
    double all = Math.sqrt(gradients.values().stream().mapToDouble(Pass::square).sum());
    double largest = 0;
    for (Map.Entry<String, double[]> entry : gradients.entrySet()) {
      double[] own = entry.getValue();
      double[] its = Objects.requireNonNull(other.gradients.get(entry.getKey()));
      double difference = 0;
      for (int index = 0; index < own.length; index++) {
        difference += (own[index] - its[index]) * (own[index] - its[index]);
      }
      double norm = Math.max(Math.sqrt(square(own)), 0.01 * all);
      double relative = difference == 0 ? 0 : Math.sqrt(difference) / norm;
      largest = Double.isNaN(relative) ? Double.POSITIVE_INFINITY : Math.max(largest, relative);
    }
    return largest;
  }

  static double largestDifference(double[] one, double[] other) {
    double largest = 0;
    for (int index = 0; index < one.length; index++) {
      double difference = Math.abs(one[index] - other[index]);
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    return largest;
  }

  private static double square(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }
}
