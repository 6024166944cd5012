package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.training.Jobs;
import dev.accrue.training.Synthetic;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.memory.ProcessMemory;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract 14: where graphs dominate, one backward per task takes less memory than one for all.
/// What a job tells about it is measured in this process: two graphs of 192 MiB of activations
/// each.
class BackwardMemoryTest {

  private static final int SAMPLES = 4096;
  private static final int WIDTH = 512;
  private static final int ACTIVATIONS = 24;
  private static final String DEEP =
      "{\"architecture\": \"layers\", \"layers\": [%s, %s, %s]}"
          .formatted(
              layer("linear", "\"outputs\": %d, \"bias\": true".formatted(WIDTH)),
              String.join(", ", Collections.nCopies(ACTIVATIONS, layer("relu", ""))),
              layer("head", ""));

  private static String layer(String type, String settings) {
    return "{\"type\": \"%s\", \"settings\": {%s}, \"layers\": []}".formatted(type, settings);
  }

  private static final String SHALLOW =
      "{\"architecture\": \"mlp\", \"hidden\": [16], \"dropout\": 0}";

  /// What the backward of each ReLU needs: its output.
  private static final double GRAPH_MIB =
      (double) ACTIVATIONS * SAMPLES * WIDTH * Float.BYTES / (1 << 20);

  /// Half, and what the C library loses to holes between activations that come and go: 0.59 to 0.76
  /// were measured, and 0.52 to 0.54 where each was mapped for itself.
  private static final double MOST = 0.85;

  private static final Pattern PEAKS =
      Pattern.compile(
          "Peak of one micro-batch of 4096 samples over the model's own memory: backward: joint"
              + " ([0-9.]+) MiB, sequential ([0-9.]+) MiB; this job uses (joint|sequential)\\.");

  @TempDir Path directory;

  private static Synthetic data(String split, int samples) {
    return new Synthetic(split, samples, List.of(16L), List.of(3, 4), 0, ElementType.F32, 31);
  }

  private static Jobs job(String trunk, String backward) {
    String tasks =
        """
        [{"name": "first", "weight": 1, "head": %s}, {"name": "second", "weight": 0.5, "head": %s}]
        """
            .formatted(DEEP, DEEP);
    return Jobs.mlp()
        .steps(1)
        .batch(SAMPLES, SAMPLES)
        .with("model", trunk)
        .with("training.tasks", tasks)
        .with("training.backward", "\"%s\"".formatted(backward));
  }

  /// Tests before this one may have left the collector much to give back, which it does some time
  /// after a collection: in a trainer the heap is as large as it was at the start.
  @BeforeEach
  void waitForTheCollector() {
    System.gc();
    AtomicLong before = new AtomicLong();
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> {
          ProcessMemory.clearPeak();
          long now = ProcessMemory.peakBytes();
          return Math.abs(now - before.getAndSet(now)) < 1 << 20;
        });
  }

  /// Two whole models in one job, and two deep heads on a small trunk.
  @ParameterizedTest
  @ValueSource(strings = {"{\"architecture\": \"none\"}", SHALLOW})
  void oneBackwardPerTaskTakesLessMemory(String trunk) throws Exception {
    TrainingData data = new TrainingData(data("train", SAMPLES), data("test", 50));
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      Trained joint = Trained.run(runtime, job(trunk, "joint").spec(), data);
      Trained sequential = Trained.run(runtime, job(trunk, "sequential").spec(), data);

      assertThat(joint.largestRelativeDifference(sequential)).isLessThan(1e-5);
      requireLess(joint, "joint");
      requireLess(sequential, "sequential");
    }
  }

  private static void requireLess(Trained trained, String backward) {
    String told = trained.recorded().events("MEMORY_MEASURED").getFirst();
    Matcher peaks = PEAKS.matcher(told);
    assertThat(peaks.matches()).as(told).isTrue();
    assertThat(peaks.group(3)).isEqualTo(backward);
    double together = Double.parseDouble(peaks.group(1));
    double oneByOne = Double.parseDouble(peaks.group(2));
    assertThat(together).as(told).isGreaterThan(1.9 * GRAPH_MIB);
    assertThat(oneByOne).as(told).isBetween(0.9 * GRAPH_MIB, MOST * together);
  }
}
