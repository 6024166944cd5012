package dev.accrue.training.loop;

import ai.djl.ndarray.NDArray;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Measures a model on a whole split: sums over all samples are divided once, so that a smaller
/// last batch weighs no more than its samples.
public record Validation(
    TorchRuntime runtime, SampleSource split, ElementType elementType, int micro) {

  /// Measures the model in evaluation mode and leaves it in training mode.
  public Map<String, Double> measure(TrainableModel model, TaskLoss loss)
      throws InterruptedException {
    List<PlannedMicroBatch> plan = plan();
    double[] sums = null;
    model.evaluationMode();
    try (MicroBatchLoader loader =
        new MicroBatchLoader(
            split, elementType, new SampleOrder.AsStored(), micro, plan.iterator())) {
      for (int batches = plan.size(); batches > 0; batches--) {
        try (LoadedMicroBatch batch = loader.next();
            NDManager scope = runtime.newScope()) {
          NDArray output = model.predict(batch.inputs(scope)).singletonOrThrow();
          sums = sum(sums, loss.measure(output, batch.targets(scope).getFirst()));
        }
      }
    } finally {
      model.trainingMode();
    }
    return loss.results(Objects.requireNonNull(sums, "a split has samples"));
  }

  private static double[] sum(double @Nullable [] sums, double[] more) {
    double[] total = more.clone();
    for (int index = 0; sums != null && index < total.length; index++) {
      total[index] += sums[index];
    }
    return total;
  }

  private List<PlannedMicroBatch> plan() {
    return IntStream.range(0, Math.ceilDiv(split.size(), micro))
        .mapToObj(index -> {
          int from = index * micro;
          int to = Math.min(from + micro, split.size());
          return new PlannedMicroBatch(index, List.of(new SampleRange(0, from, to)), 1);
        })
        .toList();
  }
}
