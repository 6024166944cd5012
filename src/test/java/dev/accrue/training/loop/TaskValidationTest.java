package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.Jobs;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 7 and 14: what is measured of several tasks.
class TaskValidationTest {

  @TempDir Path directory;

  @Test
  void eachTaskHasItsSeriesAndTheLossIsTheirWeightedSum() throws Exception {
    TrainingSpec spec =
        Jobs.mlp()
            .with(
                "training.tasks",
                """
                [{"name": "digit", "weight": 1}, {"name": "parity", "weight": 0.25}]
                """)
            .spec()
            .training();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        Tasks tasks = Tasks.of(runtime, spec, Pass.DATA);
        TrainableModel model =
            TrainableModel.load(runtime, Pass.HEADS.archive(), Pass.HEADS.bufferNames())) {
      Validation validation = new Validation(runtime, Pass.DATA, Pass.DATA.type());
      Map<String, Double> whole = validation.measure(model, tasks, 40);
      assertThat(whole)
          .containsOnlyKeys(
              "loss", "digit/loss", "digit/accuracy", "parity/loss", "parity/accuracy");
      assertThat(whole.get("loss"))
          .isCloseTo(
              value(whole, "digit/loss") + 0.25 * value(whole, "parity/loss"), within(1e-12));
      Map<String, Double> split = validation.measure(model, tasks, 7);
      whole.forEach(
          (name, value) -> assertThat(split.get(name)).as(name).isCloseTo(value, within(1e-6)));
    }
  }

  @Test
  void anOnlyTaskHasNoNameInItsSeries() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        Tasks tasks = Tasks.of(runtime, Jobs.mlp().spec().training(), Pass.DATA);
        TrainableModel model =
            TrainableModel.load(runtime, Pass.HEADS.archive(), Pass.HEADS.bufferNames())) {
      assertThat(new Validation(runtime, Pass.DATA, Pass.DATA.type()).measure(model, tasks, 40))
          .containsOnlyKeys("loss", "accuracy");
    }
  }

  private static double value(Map<String, Double> measured, String name) {
    return Objects.requireNonNull(measured.get(name), name);
  }
}
