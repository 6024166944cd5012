package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.training.Jobs;
import dev.accrue.training.Synthetic;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 15 and 19: windows in which every target is masked.
class MaskedWindowTest {

  private static final int SAMPLES = 40;

  @TempDir Path directory;

  private static Synthetic data(String name, double masked) {
    return new Synthetic(name, SAMPLES, List.of(6L), List.of(3), masked, ElementType.F32, 11);
  }

  /// Weight decay and momentum would move the weights even where the gradient is 0.
  @Test
  void theyChangeNothingAreCountedAndNeverFailAJob() throws Exception {
    Jobs job =
        Jobs.mlp()
            .batch(4, 3)
            .with("training.maxSkippedStepsInARow", "0")
            .with("training.optimizer.weightDecay", "0.5")
            .steps(20);
    TrainingData data = new TrainingData(data("train", 1), data("test", 0));
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained trained = Trained.run(runtime, job.spec(), data);
      assertThat(trained.state().optimizerStep()).isEqualTo(20);
      assertThat(trained.state().position().appliedUpdates()).isZero();
      assertThat(trained.state().position().skippedInARow()).isZero();
      assertThat(trained.state().position().samplesSeen()).isEqualTo(80);
      assertThat(trained.recorded().events("WINDOW_MASKED"))
          .as("the 1st, 2nd, 4th, 8th and 16th")
          .hasSize(5)
          .last()
          .asString()
          .contains("optimizer step 16", "4 samples", "16 of this kind");
      assertThat(trained.recorded().points("train/loss")).isEmpty();
      try (TrainingSession untrained = TrainingSession.begin(runtime, job.spec(), 20, data)) {
        assertThat(trained.tensors()).isEqualTo(Trained.tensors(untrained));
      }
    }
  }

  @Test
  void onlyTheWindowsWithoutATargetAreSkipped() throws Exception {
    Synthetic train = data("train", 0.5);
    int masked =
        (int)
            IntStream.range(0, SAMPLES)
                .filter(sample -> train.targetElements(0, sample, SampleSource.MASKED) == 0)
                .count();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained trained =
          Trained.run(
              runtime,
              Jobs.mlp().batch(1, 1).steps(SAMPLES).spec(),
              new TrainingData(train, data("test", 0)));
      assertThat(masked).isBetween(1, SAMPLES - 1);
      assertThat(trained.state().position().appliedUpdates()).isEqualTo(SAMPLES - masked);
      assertThat(trained.recorded().points("train/loss")).hasSize(SAMPLES - masked);
      assertThat(trained.recorded().points("train/loss").values())
          .allSatisfy(loss -> assertThat(loss).isFinite().isPositive());
    }
  }
}
