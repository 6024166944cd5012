package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.accrue.training.Jobs;
import dev.accrue.training.Mnist;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.Split;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.memory.NativeHeapUse;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Native memory is freed by each window, not when the collector finds the time.
/// `bench/training/flat-memory` looks at a whole process for 100,000 optimizer steps.
class FlatMemoryTest {

  private static final long STEPS = 4_000;
  private static final long EVERY = 25;
  private static final int SAMPLES = (int) (STEPS / EVERY);
  private static final int WARM_UP = SAMPLES / 3;

  /// One tensor of a single number per window that is not closed gave 480 and 730, with its storage
  /// and its handle; none gave 100, which the JVM takes and frees now and then.
  private static final double MOST_BYTES_PER_WINDOW = 350;

  @TempDir Path directory;

  /// The median of many small differences: what compilers and collectors take and free in between
  /// is much at once, a leak is a little each time.
  @Test
  void aWindowLeavesNothingInTheNativeHeap() throws Exception {
    assumeTrue(NativeHeapUse.isKnown(), "a C library other than glibc");
    Jobs job =
        Jobs.mlp()
            .with("model", "{\"architecture\": \"mlp\", \"hidden\": [64, 64], \"dropout\": 0.1}")
            .with("training.ema", "{\"decay\": 0.99}")
            .with("training.clipping", "{\"norm\": 1}")
            .with("training.lastWindow", "\"carry\"")
            .batch(8, 4)
            .steps(STEPS);
    List<Long> bytes = new ArrayList<>();
    Split few = Mnist.few(directory);
    TrainingData data = TrainingData.idx(Mnist.test(), few, ElementType.F32);
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainingSession session = TrainingSession.begin(runtime, job.spec(), STEPS, data)) {
      Recorded recorded = new Recorded();
      recorded.afterStep =
          () -> {
            if (recorded.last.optimizerStep() % EVERY == 0) {
              bytes.add(NativeHeapUse.bytes());
            }
          };
      session.train(recorded, recorded);
    }
    assertThat(bytes).hasSize(SAMPLES);
    double perWindow =
        IntStream.range(WARM_UP, SAMPLES)
            .mapToDouble(number -> (double) (bytes.get(number) - bytes.get(number - 1)) / EVERY)
            .sorted()
            .skip((SAMPLES - WARM_UP) / 2)
            .findFirst()
            .orElseThrow();
    assertThat(perWindow)
        .as("bytes of the native heap: %s", bytes)
        .isLessThan(MOST_BYTES_PER_WINDOW);
  }
}
