package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 13 and 19: gradients that are not finite.
class SkippedStepTest {

  @TempDir Path directory;

  @Test
  void skipsTheStepCountsItAndGoesOn() throws Exception {
    JobSpec job =
        Jobs.cnn(true, 0)
            .batch(16, 8)
            .with(
                "training.schedule",
                """
                {"name": "linear", "warmupOptimizerSteps": 0, "finalFactor": 0}
                """)
            .spec();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession session =
            TrainingSession.begin(
                runtime, job, 8, Trained.data(job, Mnist.train(), Mnist.few(directory)))) {
      Recorded recorded = new Recorded();
      List<Map<String, TensorValue>> copies = new ArrayList<>();
      recorded.afterStep = () -> copies.add(Trained.tensors(session));
      recorded.atQuestion =
          () -> {
            if (recorded.last.optimizerStep() == 3) {
              poisonABegunWindow(session.tensors().model());
            }
          };
      TrainingState end = session.train(recorded, recorded).state();

      assertThat(recorded.events("STEP_SKIPPED")).hasSize(1);
      assertThat(copies.get(3)).as("a skipped step leaves no trace").isEqualTo(copies.get(2));
      assertThat(copies.get(4)).isNotEqualTo(copies.get(3));
      assertThat(end.optimizerStep()).isEqualTo(8);
      assertThat(end.position().appliedUpdates()).isEqualTo(7);
      assertThat(end.position().skippedInARow()).isZero();
      assertThat(end.position().samplesSeen()).isEqualTo(8 * 16);
      assertThat(recorded.points("train/gradient_norm").get(4L)).isNaN();
      assertThat(recorded.points("train/loss")).hasSize(8);
      assertThat(recorded.points("train/learning_rate").values())
          .as("a skipped step does not move the schedule")
          .containsExactly(rates(8, 7, 6, 5, 5, 4, 3, 2));
    }
  }

  /// The learning rates of a job of 8 steps that comes down from 0.05 in equal steps.
  private static Double[] rates(double... eighths) {
    return Arrays.stream(eighths)
        .map(eighth -> 0.05 * (1 - (8 - eighth) / 8))
        .boxed()
        .toArray(Double[]::new);
  }

  private static void poisonABegunWindow(TrainableModel model) {
    if (!model.gradientsReleased()) {
      model.gradients().getFirst().array().addi(Float.NaN);
    }
  }

  @Test
  void failsWithAReasonAfterTooManyInARow() throws Exception {
    JobSpec job =
        Jobs.mlp()
            .optimizer(
                """
                {"name": "sgd", "momentum": 0, "nesterov": false, "weightDecay": 0}
                """,
                1e30)
            .batch(96, 96)
            .spec();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession session =
            TrainingSession.begin(
                runtime, job, 20, Trained.data(job, Mnist.train(), Mnist.few(directory)))) {
      Recorded recorded = new Recorded();
      assertThatThrownBy(() -> session.train(recorded, recorded))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("not finite (4 in a row)")
          .hasMessageContaining("lower the learning rate");
      assertThat(recorded.events("STEP_SKIPPED")).hasSize(4);
      Map<String, ?> norms = recorded.series;
      assertThat(norms).containsKey("train/gradient_norm");
    }
  }
}
