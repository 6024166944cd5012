package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.Synthetic;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.SampleOrder;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 9: BatchNorm's statistics measured anew at the end of a job.
class RecalibrationTest {

  private static final int SAMPLES = 60;
  private static final int WIDTH = 4;
  private static final long SEED = 42;

  private static final Synthetic TRAIN =
      new Synthetic("train", SAMPLES, List.of(6L), List.of(3, 2), 0, ElementType.F64, 23);

  private static final TwoHeads HEADS =
      new TwoHeads(6, WIDTH, 3, 2, ElementType.F64, true, 0, true);

  @TempDir Path directory;

  @Test
  void oneBatchOfAllSamplesHasTheirStatistics() throws Exception {
    double[][] activations = HEADS.activations(TRAIN);
    Map<String, double[]> measured = measure(SAMPLES, 1000);
    assertThat(measured.get("running_mean"))
        .containsExactly(TwoHeads.mean(activations), within(1e-12));
    assertThat(measured.get("running_var")).containsExactly(variance(activations), within(1e-12));
  }

  /// 60 samples as 16 + 16 + 16 + 12: the smaller batch counts as much as its samples.
  @Test
  void severalBatchesHaveTheMeanOfTheirStatistics() throws Exception {
    double[][] activations = HEADS.activations(TRAIN);
    SampleOrder order = new SampleOrder.Shuffled(SEED, SAMPLES);
    double[] variance = new double[WIDTH];
    for (int from = 0; from < SAMPLES; from += 16) {
      double[][] batch =
          IntStream.range(from, Math.min(from + 16, SAMPLES))
              .mapToObj(place -> activations[order.sampleAt(0, place)])
              .toArray(double[][]::new);
      for (int unit = 0; unit < WIDTH; unit++) {
        variance[unit] += variance(batch)[unit] * batch.length / SAMPLES;
      }
    }
    Map<String, double[]> measured = measure(16, SAMPLES);
    assertThat(measured.get("running_mean"))
        .as("the mean of all samples")
        .containsExactly(TwoHeads.mean(activations), within(1e-12));
    assertThat(measured.get("running_var")).containsExactly(variance, within(1e-12));
  }

  @Test
  void aLastBatchOfOneSampleHasNoVarianceAndIsLeftOut() throws Exception {
    assertThat(measure(59, 60).get("running_mean")).isEqualTo(measure(59, 59).get("running_mean"));
  }

  private Map<String, double[]> measure(int micro, int samples) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = TrainableModel.load(runtime, HEADS.archive(), HEADS.bufferNames())) {
      var spec =
          Jobs.mlp()
              .with("training.seed", Long.toString(SEED))
              .with("training.precision", "\"fp64\"")
              .spec()
              .training();
      new Recalibration(runtime, TRAIN, spec).run(model, micro, samples);
      Map<String, double[]> values = new java.util.TreeMap<>();
      for (NamedArray buffer : model.buffers()) {
        values.put(buffer.name(), Trained.values(buffer.copy()));
      }
      return values;
    }
  }

  /// Unbiased.
  private static double[] variance(double[][] rows) {
    double[] mean = TwoHeads.mean(rows);
    double[] variance = new double[WIDTH];
    for (double[] row : rows) {
      for (int unit = 0; unit < WIDTH; unit++) {
        variance[unit] += Math.pow(row[unit] - mean[unit], 2) / (rows.length - 1);
      }
    }
    return variance;
  }

  @Test
  void happensOnceBeforeTheLastValidationAndLeavesTheWeights() throws Exception {
    Jobs plain = Jobs.cnn(true, 0.3).batch(32, 16).steps(6);
    Jobs recalibrated = plain.with("training.recalibrationSamples", "500");
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained without = train(runtime, plain);
      Trained with = train(runtime, recalibrated);
      assertThat(with.recorded().events("STATISTICS_RECALIBRATED"))
          .singleElement()
          .asString()
          .contains("500 training samples");
      without
          .tensors()
          .forEach((name, value) -> {
            TensorValue measured = with.tensors().get(name);
            if (name.contains("running_")) {
              assertThat(measured).as(name).isNotEqualTo(value);
            } else if (!name.contains("num_batches_tracked")) {
              assertThat(measured).as(name).isEqualTo(value);
            }
          });
      assertThat(with.recorded().points("validation/loss")).hasSize(1);
      assertThat(with.recorded().points("validation/loss"))
          .isNotEqualTo(without.recorded().points("validation/loss"));
      assertThat(train(runtime, recalibrated).tensors()).isEqualTo(with.tensors());
    }
  }

  private Trained train(TorchRuntime runtime, Jobs job) throws Exception {
    return Trained.run(runtime, job.spec(), Mnist.train(), Mnist.few(directory));
  }
}
