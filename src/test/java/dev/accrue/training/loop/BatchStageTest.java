package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 1, 5 and 8: an effective batch that changes on the way.
class BatchStageTest {

  @TempDir Path directory;

  @Test
  void eachWindowHasTheSizeOfItsStageHoweverItIsSplit() throws Exception {
    Jobs job =
        Jobs.mlp()
            .steps(4)
            .with("training.learningRateScaling", "{\"name\": \"linear\", \"referenceBatch\": 24}");
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained fine = staged(runtime, job, 10);
      Trained coarse = staged(runtime, job, 96);
      assertThat(fine.largestRelativeDifference(coarse)).isLessThan(1e-5);
      assertThat(fine.state().position().samplesSeen()).isEqualTo(2 * 24 + 2 * 96);
      Recorded recorded = fine.recorded();
      assertThat(recorded.points("train/effective_batch"))
          .isEqualTo(Map.of(1L, 24.0, 2L, 24.0, 3L, 96.0, 4L, 96.0));
      assertThat(recorded.points("train/learning_rate"))
          .isEqualTo(Map.of(1L, 0.05, 2L, 0.05, 3L, 0.2, 4L, 0.2));
    }
  }

  private Trained staged(TorchRuntime runtime, Jobs job, int micro) throws Exception {
    return Trained.run(
        runtime,
        job.with(
                "training.batch",
                """
                {"effective": [{"fromOptimizerStep": 0, "effective": 24},
                               {"fromOptimizerStep": 2, "effective": 96}], "micro": %d}
                """
                    .formatted(micro))
            .spec(),
        Mnist.train(),
        Mnist.few(directory));
  }

  @Test
  void aStageIsWhatAJobOfItsOwnWouldBe() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained staged = staged(runtime, Jobs.mlp().steps(2), 24);
      Trained plain =
          Trained.run(
              runtime,
              Jobs.mlp().steps(2).batch(24, 24).spec(),
              Mnist.train(),
              Mnist.few(directory));
      assertThat(staged.tensors()).isEqualTo(plain.tensors());
      assertThat(plain.recorded().points("train/effective_batch")).isEmpty();
    }
  }
}
