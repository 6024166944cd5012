package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.Split;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 1 and 2: the same window gives the same update, however it is split. On real MNIST, 20
/// optimizer steps of 96 samples.
class WindowExactnessTest {

  private static final int[] MICRO = {96, 32, 40, 1};
  private static final int UNEVEN = 40; // 40 + 40 + 16

  @TempDir Path directory;

  private final Split train = Mnist.train();

  @Test
  void anySplitOfTheWindowGivesTheSameWeightsInSinglePrecision() throws Exception {
    splitsAgree(Jobs.mlp(), 1e-5);
  }

  @Test
  void anySplitOfTheWindowGivesTheSameWeightsInDoublePrecision() throws Exception {
    splitsAgree(Jobs.mlp().with("training.precision", "\"fp64\""), 1e-11);
  }

  @Test
  void anySplitOfTheWindowGivesTheSameConvolutionsInDoublePrecision() throws Exception {
    splitsAgree(Jobs.cnn(false, 0).with("training.precision", "\"fp64\""), 1e-11);
  }

  /// Depthwise, then with groups.
  private static Jobs grouped(String precision) {
    List<String> layers =
        List.of(
            convolution(8, 3, 2, 1),
            convolution(16, 5, 2, 8),
            layer("silu", ""),
            convolution(12, 3, 1, 4),
            layer("adaptive-avgpool", "\"size\": 3"),
            layer("flatten", ""),
            layer("head", ""));
    return Jobs.mlp()
        .with("training.precision", "\"%s\"".formatted(precision))
        .with(
            "model",
            "{\"architecture\": \"layers\", \"layers\": [%s]}"
                .formatted(String.join(", ", layers)));
  }

  private static String convolution(int outputs, int kernel, int stride, int groups) {
    return layer(
        "conv2d",
        """
        "outputs": %d, "kernel": %d, "stride": %d, "padding": 1, "groups": %d, "bias": true
        """
            .formatted(outputs, kernel, stride, groups));
  }

  private static String layer(String type, String settings) {
    return "{\"type\": \"%s\", \"settings\": {%s}, \"layers\": []}".formatted(type, settings);
  }

  @Test
  void anySplitOfTheWindowGivesTheSameGroupedConvolutions() throws Exception {
    splitsAgree(grouped("fp64"), 1e-11);
    splitsAgree(grouped("fp32"), 1e-5);
  }

  /// Gradients of each micro-batch are rounded to 8 bits before they are added in single precision.
  @Test
  void anySplitOfTheWindowGivesNearlyTheSameWeightsInHalfPrecision() throws Exception {
    splitsAgree(grouped("bf16"), 3e-2);
    splitsAgree(Jobs.mlp().with("training.precision", "\"bf16\""), 3e-2);
  }

  private void splitsAgree(Jobs job, double tolerance) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained whole = Trained.run(runtime, job.spec(), train, Mnist.few(directory));
      assertThat(whole.recorded().points("train/loss")).hasSize(20);
      for (int micro : MICRO) {
        Trained split =
            Trained.run(runtime, job.batch(96, micro).spec(), train, Mnist.few(directory));
        assertThat(whole.largestRelativeDifference(split))
            .as("96 samples as micro-batches of %d", micro)
            .isLessThan(tolerance);
      }
    }
  }

  @Test
  void theTextbookNormalizationAgreesForEqualMicroBatchesOnly() throws Exception {
    Jobs textbook = Jobs.mlp().with("training.lossNormalization", "\"micro-batch\"");
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained whole = Trained.run(runtime, Jobs.mlp().spec(), train, Mnist.few(directory));
      Trained even =
          Trained.run(runtime, textbook.batch(96, 32).spec(), train, Mnist.few(directory));
      Trained uneven =
          Trained.run(runtime, textbook.batch(96, UNEVEN).spec(), train, Mnist.few(directory));
      assertThat(whole.largestRelativeDifference(even)).isLessThan(1e-5);
      assertThat(whole.largestRelativeDifference(uneven)).isGreaterThan(1e-3);
    }
  }

  @Test
  void theLoggedLossIsTheWindows() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Jobs job = Jobs.mlp().steps(3);
      Trained whole = Trained.run(runtime, job.spec(), train, Mnist.few(directory));
      Trained split =
          Trained.run(runtime, job.batch(96, UNEVEN).spec(), train, Mnist.few(directory));
      assertThat(split.recorded().points("train/loss").values())
          .usingElementComparator((one, other) -> Math.abs(one - other) < 1e-5 ? 0 : 1)
          .containsExactlyElementsOf(whole.recorded().points("train/loss").values());
    }
  }
}
