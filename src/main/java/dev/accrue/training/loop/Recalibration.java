package dev.accrue.training.loop;

import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.MicroBatchLoader;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.StatisticsAverage;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.util.ArrayList;
import java.util.List;

/// Measures BatchNorm's statistics anew at the end of a job, with the weights as they are by then:
/// the mean over batches of each batch's own mean and unbiased variance, weighted by samples
/// ("precise BatchNorm": Wu and Johnson, Rethinking "Batch" in BatchNorm, 2021; in PyTorch
/// `torch.optim.swa_utils.update_bn`, a cumulative average with the momentum 1/i). Batches are
/// forwards in training mode. Samples come in a shuffled order, since batches of data that is
/// stored sorted would vary less than the data does. A function of seed, data and weights.
record Recalibration(TorchRuntime runtime, SampleSource train, TrainingSpec spec) {

  /// Measures, and says how much.
  ///
  /// @param micro samples of a batch
  /// @return a sentence for people
  String run(TrainableModel model, int micro, int samples) throws InterruptedException {
    List<PlannedMicroBatch> plan = plan(micro, Math.min(samples, train.size()));
    double all = plan.stream().mapToInt(PlannedMicroBatch::samples).sum();
    SampleOrder order = new SampleOrder.Shuffled(spec.seed(), train.size());
    ElementType type = ElementType.of(spec.precision());
    try (StatisticsAverage average = new StatisticsAverage(runtime, model);
        MicroBatchLoader loader =
            new MicroBatchLoader(train, type, order, plan.getFirst().samples(), plan.iterator())) {
      if (average.size() == 0) {
        return "the model has no BatchNorm statistics that could be measured";
      }
      model.batchNormExponent(Double.POSITIVE_INFINITY); // momentum 1: the batch's own statistics
      for (PlannedMicroBatch batch : plan) {
        forward(model, loader, batch.microBatchIndex());
        average.add(batch.samples() / all);
      }
      average.set();
      return "BatchNorm's statistics (%d tensors) were measured anew over %.0f training samples"
          .formatted(average.size(), all);
    }
  }

  private void forward(TrainableModel model, MicroBatchLoader loader, int index)
      throws InterruptedException {
    runtime.seed(Draws.of(spec.seed(), "recalibration", index).nextLong());
    try (LoadedMicroBatch loaded = loader.next();
        NDManager scope = runtime.newScope()) {
      model.predict(runtime.upload(scope, loaded::inputs));
    }
  }

  /// A last batch of one sample may have no variance and is left out.
  private static List<PlannedMicroBatch> plan(int micro, int samples) {
    List<PlannedMicroBatch> plan = new ArrayList<>();
    for (int from = 0; from < samples; from += micro) {
      int to = Math.min(from + micro, samples);
      if (to - from > 1 || plan.isEmpty() || micro == 1) {
        plan.add(new PlannedMicroBatch(plan.size(), List.of(new SampleRange(0, from, to))));
      }
    }
    return plan;
  }
}
