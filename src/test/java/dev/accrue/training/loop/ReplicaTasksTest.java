package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.accrue.training.Jobs;
import dev.accrue.training.Synthetic;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Contract 14 and 23: several tasks on several devices are the tasks on one. An epoch of 200
/// samples has windows of 96, 96 and 8: the last one is a single micro-batch for three replicas.
class ReplicaTasksTest {

  private static final TrainingData DATA =
      new TrainingData(data("train", 200, 31), data("test", 50, 32));

  @TempDir Path directory;

  private static Synthetic data(String split, int samples, long seed) {
    return new Synthetic(split, samples, List.of(6L), List.of(3, 4), 0.2, ElementType.F32, seed);
  }

  private static Jobs job(String backward, double dropout, String lastWindow) {
    return Jobs.mlp()
        .batch(96, 18)
        .with("model.dropout", Double.toString(dropout))
        .with(
            "training.tasks",
            """
            [{"name": "first", "weight": 1}, {"name": "second", "weight": 0.3,
              "head": {"architecture": "mlp", "hidden": [8], "dropout": 0}}]
            """)
        .with("training.backward", "\"%s\"".formatted(backward))
        .with("training.lastWindow", "\"%s\"".formatted(lastWindow));
  }

  @ParameterizedTest
  @CsvSource({
    "joint, 0, step",
    "sequential, 0, step",
    "joint, 0.4, step",
    "sequential, 0.4, step",
    "sequential, 0, carry"
  })
  void threeReplicasEqualOneDevice(String backward, double dropout, String lastWindow)
      throws Exception {
    Jobs job = job(backward, dropout, lastWindow);
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained one = Trained.run(runtime, job.spec(), DATA);
      Trained three = Trained.run(runtime, job.with("resources", "{\"devices\": 3}").spec(), DATA);

      assertThat(three.largestRelativeDifference(one)).isLessThan(1e-5);
      assertThat(three.state()).isEqualTo(one.state());
      for (String series : List.of("train/loss", "train/first/loss", "train/second/loss")) {
        Map<Long, Double> losses = one.recorded().points(series);
        assertThat(losses).as(series).hasSize(20);
        three
            .recorded()
            .points(series)
            .forEach((step, loss) ->
                assertThat(loss).as(series).isEqualTo(losses.get(step), within(1e-5)));
      }
    }
  }
}
