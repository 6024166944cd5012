package dev.accrue.training.loop;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.MicroBatchLoader;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TaskLoss;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// Measures a model on a whole split: sums over all samples are divided once, so that a smaller
/// last batch weighs no more than its samples.
record Validation(TorchRuntime runtime, SampleSource split, ElementType elementType) {

  /// Measures the model in evaluation mode and leaves it in training mode.
  ///
  /// @param micro samples of a batch
  /// @return by the names of series: `loss`, the weighted sum of the tasks' losses, and each task's
  ///   own loss and metrics
  Map<String, Double> measure(TrainableModel model, Tasks tasks, int micro)
      throws InterruptedException {
    List<PlannedMicroBatch> plan = plan(micro);
    Map<Integer, double[]> sums = new HashMap<>(); // by task
    model.evaluationMode();
    try (MicroBatchLoader loader =
        new MicroBatchLoader(
            split, elementType, new SampleOrder.AsStored(), micro, plan.iterator())) {
      for (int batches = plan.size(); batches > 0; batches--) {
        try (LoadedMicroBatch batch = loader.next();
            NDManager scope = runtime.newScope()) {
          NDList outputs = model.predict(runtime.upload(scope, batch::inputs));
          NDList targets = runtime.upload(scope, batch::targets);
          for (int task = 0; task < tasks.all().size(); task++) {
            TaskLoss loss = tasks.all().get(task).loss();
            double[] measured = loss.measure(outputs.get(task), targets.get(task));
            sums.merge(task, measured, Validation::sum);
          }
        }
      }
    } finally {
      model.trainingMode();
    }
    return results(tasks, sums);
  }

  private static Map<String, Double> results(Tasks tasks, Map<Integer, double[]> sums) {
    Map<String, Double> results = new LinkedHashMap<>();
    List<Double> losses = new ArrayList<>();
    for (int index = 0; index < tasks.all().size(); index++) {
      Task task = tasks.all().get(index);
      Map<String, Double> measured =
          task.loss().results(Objects.requireNonNull(sums.get(index), "a split has samples"));
      measured.forEach((name, value) -> results.put(task.series(name), value));
      losses.add(Objects.requireNonNull(measured.get("loss")));
    }
    results.putAll(tasks.series(losses));
    return results;
  }

  private static double[] sum(double[] one, double[] other) {
    double[] total = one.clone();
    for (int index = 0; index < total.length; index++) {
      total[index] += other[index];
    }
    return total;
  }

  private List<PlannedMicroBatch> plan(int micro) {
    return IntStream.range(0, Math.ceilDiv(split.size(), micro))
        .mapToObj(index -> {
          int from = index * micro;
          int to = Math.min(from + micro, split.size());
          return new PlannedMicroBatch(index, List.of(new SampleRange(0, from, to)));
        })
        .toList();
  }
}
