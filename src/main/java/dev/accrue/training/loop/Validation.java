package dev.accrue.training.loop;

import ai.djl.ndarray.NDManager;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.MicroBatchLoader;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.data.Split;
import dev.accrue.training.data.Standardization;
import dev.accrue.training.torch.CrossEntropy;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.util.List;
import java.util.stream.IntStream;

/// Measures a model on a whole split: sums over all samples are divided once, so that a smaller
/// last batch weighs no more than its samples.
public record Validation(
    TorchRuntime runtime,
    Split split,
    Standardization standardization,
    ElementType elementType,
    int micro) {

  /// What a model is worth on the split.
  ///
  /// @param loss mean over the samples
  /// @param accuracy share of samples whose highest score is the target's
  public record Result(double loss, double accuracy) {}

  /// Measures the model in evaluation mode and leaves it in training mode.
  public Result measure(TrainableModel model, CrossEntropy loss) throws InterruptedException {
    List<PlannedMicroBatch> plan = plan();
    double lossSum = 0;
    double correct = 0;
    model.evaluationMode();
    try (MicroBatchLoader loader =
        new MicroBatchLoader(
            split,
            standardization,
            elementType,
            new SampleOrder.AsStored(),
            micro,
            plan.iterator())) {
      for (int batches = plan.size(); batches > 0; batches--) {
        try (LoadedMicroBatch batch = loader.next();
            NDManager scope = runtime.newScope()) {
          var scores = model.predict(batch.features(scope));
          CrossEntropy.Measured measured = loss.measure(scores, batch.targets(scope));
          lossSum += measured.lossSum();
          correct += measured.correct();
        }
      }
    } finally {
      model.trainingMode();
    }
    return new Result(lossSum / split.size(), correct / split.size());
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
