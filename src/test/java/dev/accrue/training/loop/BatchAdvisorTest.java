package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.Split;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 21: the gradient noise scale, and the verdict on the window.
class BatchAdvisorTest {

  private static final int DIMENSIONS = 400;

  @TempDir Path directory;

  private final Split train = Mnist.train();

  /// Samples whose gradients are a constant vector of norm 2 and independent normal noise of
  /// deviation 3 in each of 400 dimensions: tr S = 400 * 9, |G|^2 = 4.
  @Test
  void theEstimateIsTheRatioOfNoiseToSignal() {
    Random random = new Random(5);
    NoiseScale noise = new NoiseScale();
    double[] estimates = new double[2000];
    for (int window = 0; window < estimates.length; window++) {
      double[] first = meanGradient(random, 32);
      double[] rest = meanGradient(random, 224);
      double[] all = new double[DIMENSIONS];
      Arrays.setAll(all, index -> (32 * first[index] + 224 * rest[index]) / 256);
      noise.add(norm(first), 32, norm(all), 256);
      estimates[window] = noise.value().orElse(Double.NaN);
    }
    Arrays.sort(estimates); // NaN last
    assertThat(estimates[estimates.length / 2]).isCloseTo(900, within(180.0));
  }

  private static double[] meanGradient(Random random, int samples) {
    double[] gradient = new double[DIMENSIONS];
    Arrays.setAll(
        gradient,
        index -> 2 / Math.sqrt(DIMENSIONS) + 3 * random.nextGaussian() / Math.sqrt(samples));
    return gradient;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
  }

  @Test
  void theVerdictSaysWhatAnotherWindowWouldCost() {
    assertThat(BatchAdvice.of(2560, 256).sentence(2560, 256))
        .isEqualTo(
            "The gradient noise scale is about 2,560 samples and the effective batch is 256: a larger"
                + " window pays; twice as large, it would need about 45 % fewer optimizer steps for"
                + " 9 % more samples.");
    assertThat(BatchAdvice.of(25.6, 256).sentence(25.6, 256))
        .contains("only costs time")
        .contains("45 % fewer samples for 9 % more optimizer steps");
    assertThat(BatchAdvice.of(256, 256)).isEqualTo(BatchAdvice.BALANCED);
  }

  @Test
  void aTrainingRunHasASeriesAndAVerdictAndTheSameWeightsAsWithoutThem() throws Exception {
    Jobs job = Jobs.mlp().batch(64, 8).steps(60);
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained advised =
          Trained.run(
              runtime,
              job.with("training.adviseEveryOptimizerSteps", "2").spec(),
              train,
              Mnist.few(directory));
      Trained silent =
          Trained.run(
              runtime,
              job.with("training.adviseEveryOptimizerSteps", "0").spec(),
              train,
              Mnist.few(directory));
      assertThat(advised.recorded().points("advisor/noise_scale")).hasSizeGreaterThan(10);
      assertThat(advised.recorded().points("advisor/noise_scale").values())
          .allMatch(value -> value > 0);
      assertThat(advised.recorded().events("ADVICE"))
          .isNotEmpty()
          .allMatch(sentence -> sentence.startsWith("The gradient noise scale is about"));
      assertThat(silent.recorded().points("advisor/noise_scale")).isEmpty();
      assertThat(silent.recorded().events("ADVICE")).isEmpty();
      assertThat(silent.tensors()).isEqualTo(advised.tensors());
    }
  }

  @Test
  void windowsOfOneMicroBatchTellNothing() throws Exception {
    Jobs job = Jobs.mlp().batch(64, 64).steps(4);
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained trained =
          Trained.run(
              runtime,
              job.with("training.adviseEveryOptimizerSteps", "1").spec(),
              train,
              Mnist.few(directory));
      assertThat(List.copyOf(trained.recorded().points("advisor/noise_scale").values())).isEmpty();
    }
  }
}
