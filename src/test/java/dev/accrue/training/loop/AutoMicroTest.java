package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 20: `micro: auto` in a session.
class AutoMicroTest {

  private static final int STEPS = 4;

  @TempDir Path directory;

  private final Map<String, Integer> kept = new HashMap<>();

  /// As the server keeps them.
  private final MicroBatchMemo memo =
      new MicroBatchMemo() {
        @Override
        public OptionalInt find(String key) {
          Integer micro = kept.get(key);
          return micro == null ? OptionalInt.empty() : OptionalInt.of(micro);
        }

        @Override
        public void remember(FittedMicroBatch found) {
          kept.put(found.key(), found.micro());
        }
      };

  /// Each look at the clock takes a tick, so that all sizes seem to take equally long and the
  /// largest is the fastest.
  private MemoryTerms terms() {
    long[] now = {0};
    return new MemoryTerms(DeviceKind.CPU, null, memo, () -> now[0] += 60_000_000L);
  }

  private static Jobs jobs() {
    return Jobs.cnn(true, 0.3).steps(STEPS);
  }

  private static JobSpec auto() {
    return jobs().with("training.batch", "{\"effective\": 24, \"micro\": \"auto\"}").spec();
  }

  private record Ended(Map<String, TensorValue> tensors, Recorded recorded) {}

  private Ended train(TorchRuntime runtime, JobSpec job) throws Exception {
    try (TrainingSession session =
        TrainingSession.begin(
            runtime, job, STEPS, Trained.data(job, Mnist.train(), Mnist.few(directory)))) {
      Recorded recorded = new Recorded();
      session.train(recorded, recorded, terms());
      return new Ended(Trained.tensors(session), recorded);
    }
  }

  @Test
  void theProbeLeavesNoTrace() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Ended found = train(runtime, auto());
      assertThat(kept.values()).containsExactly(16);
      Ended given = train(runtime, jobs().batch(24, 16).spec());
      assertThat(found.recorded().probedNanos).isPositive();
      assertThat(given.recorded().probedNanos).isZero();
      assertThat(found.tensors()).isEqualTo(given.tensors());
      assertThat(found.recorded().points("train/loss"))
          .isEqualTo(given.recorded().points("train/loss"))
          .hasSize(STEPS);
      assertThat(found.recorded().last.position().micro()).isEqualTo(16);
    }
  }

  @Test
  void whatWasFoundIsTakenTheNextTime() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      train(runtime, auto());
      kept.replaceAll((key, micro) -> 8);
      Recorded again = train(runtime, auto()).recorded();
      assertThat(again.events("MICRO_BATCH_FITTED"))
          .singleElement()
          .asString()
          .contains("micro 8", "earlier job");
      assertThat(again.last.position().micro()).isEqualTo(8);
      assertThat(again.events("MEMORY_MEASURED")).hasSize(1);
    }
  }
}
