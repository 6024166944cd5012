package dev.accrue.training.loop;

import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.data.MicroBatchLoader;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.util.List;
import java.util.stream.IntStream;

/// Forwards and backwards of a micro-batch of real samples that leave no trace: gradients and sums
/// of losses are cleared and BatchNorm's statistics set back when it is closed, the samples come by
/// a loader of its own, and draws are seeded anew by every micro-batch that trains.
final class TrialPass implements MicroBatchProbe.Run {

  /// Of all draws.
  static final long SEED = 1;

  private final TrainableModel model;
  private final Tasks tasks;
  private final Optimizer optimizer;
  private final MicroBatchLoader loader;
  private final FedMicroBatch batch;

  /// Loads the first samples of the split.
  TrialPass(
      TrainingSpec spec,
      SampleSource train,
      TrainableModel model,
      Tasks tasks,
      Optimizer optimizer,
      int samples)
      throws InterruptedException {
    this.model = model;
    this.tasks = tasks;
    this.optimizer = optimizer;
    PlannedMicroBatch planned = new PlannedMicroBatch(0, List.of(new SampleRange(0, 0, samples)));
    this.loader =
        new MicroBatchLoader(
            train,
            ElementType.of(spec.precision()),
            new SampleOrder.AsStored(),
            samples,
            List.of(planned).iterator());
    List<Double> denominators =
        tasks.all().stream()
            .map(task -> IntStream.range(0, samples).mapToDouble(task.denominator()::of).sum())
            .toList();
    this.batch = new FedMicroBatch(planned, denominators, loader.next());
    model.rememberBuffers();
  }

  /// A forward and a backward the job's own way.
  @Override
  public void run() {
    tasks.backward(model, batch, SEED);
  }

  /// A forward and a backward, one for all tasks or one by one.
  void run(boolean oneByOne) {
    tasks.backward(model, batch, SEED, oneByOne);
  }

  @Override
  public void close() {
    optimizer.clearGradients();
    model.restoreBuffers();
    tasks.takeWindowLosses();
    batch.close();
    loader.close();
  }
}
