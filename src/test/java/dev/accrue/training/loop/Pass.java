package dev.accrue.training.loop;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.Jobs;
import dev.accrue.training.Synthetic;
import dev.accrue.training.memory.MemoryNeeds;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.GradientNorm;
import dev.accrue.training.torch.Losses;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the first window of a job leaves behind in a model of two heads.
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
    return run(runtime, spec, data, heads, tasks(runtime, data, classWeightSpread), backward, 0);
  }

  /// The window dropped after its first micro-batch, and run again with micro-batches of another
  /// size.
  static Pass replayed(TorchRuntime runtime, TrainingSpec spec, TwoHeads heads, int micro)
      throws InterruptedException {
    List<Task> tasks = tasks(runtime, DATA, 0.5);
    return run(runtime, spec, DATA, heads, tasks, Backward.JOINT, micro);
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
  private static Pass run(
      TorchRuntime runtime,
      TrainingSpec spec,
      Synthetic data,
      TwoHeads heads,
      List<Task> tasks,
      Backward backward,
      int replayMicro)
      throws InterruptedException {
    List<Denominator> denominators = tasks.stream().map(Task::denominator).toList();
    TrainingState start = TrainingState.initial();
    Recorded recorded = new Recorded();
    try (Tasks all = new Tasks(runtime, tasks, backward);
        TrainableModel model = TrainableModel.load(runtime, heads.archive(), heads.bufferNames());
        Optimizer optimizer = new Optimizer(runtime, spec.optimizer(), null, model, Map.of());
        WindowFeed feed =
            new WindowFeed(spec, 1, data, denominators, start, spec.batch().micro())) {
      TrainingParts parts =
          new TrainingParts(
              spec,
              1,
              feed,
              model,
              all,
              Replicas.alone(),
              optimizer,
              new Validation(runtime, data, ElementType.of(spec.precision())),
              new Recalibration(runtime, data, spec),
              new BatchAdvisor(new GradientNorm(runtime, model.gradients()), spec),
              new EquivalenceCheck(runtime, data, denominators),
              new JobMemory(MemoryTerms.unlimited(), "", new MemoryNeeds(List.of(), List.of())),
              new MemoryMeter(System::nanoTime),
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
      WindowPass.Losses losses = pass.accumulate(feed.windowAt(start), 0).orElseThrow();
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
