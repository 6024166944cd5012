package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.training.Synthetic;
import dev.accrue.training.memory.ProcessMemory;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.SampleRange;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MicroBatchLoaderTest {

  private static final SampleSource SAMPLES =
      new Synthetic("train", 256, List.of(2L), List.of(3), 0, ElementType.F32, 1);

  /// A feature and a target of 8 bytes, so that each micro-batch takes 96 MiB, and two are ahead.
  private static final int LARGE = 6 << 20;

  private static final long LARGE_BYTES = 96L << 20;

  /// Of 1, 2, 1, 2, ... samples.
  private static MicroBatchLoader loader(int micro, int microBatches) {
    List<PlannedMicroBatch> plan =
        IntStream.range(0, microBatches)
            .mapToObj(index ->
                new PlannedMicroBatch(
                    index, List.of(new SampleRange(0, 2 * index, 2 * index + 1 + index % 2))))
            .toList();
    return new MicroBatchLoader(
        SAMPLES, ElementType.F32, new SampleOrder.AsStored(), micro, plan.iterator());
  }

  @Test
  void itsBuffersGoRoundInTheOrderOfThePlan() throws Exception {
    int moreThanBuffers = 100;
    try (MicroBatchLoader loader = loader(2, moreThanBuffers)) {
      for (int index = 0; index < moreThanBuffers; index++) {
        try (LoadedMicroBatch batch = loader.next()) {
          assertThat(batch.samples()).isEqualTo(1 + index % 2);
        }
      }
      assertThatThrownBy(loader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the plan of split train has ended");
    }
  }

  /// After memory ran out, smaller micro-batches need it at once, not after the collector.
  @Test
  @EnabledOnOs(OS.LINUX)
  void itsMemoryIsFreedWhenItIsClosedAndNotUnderWhatIsInUse() throws Exception {
    long before = ProcessMemory.dataBytes();
    MicroBatchLoader loader = loader(LARGE, 2);
    LoadedMicroBatch used = loader.next();
    assertThat(ProcessMemory.dataBytes() - before).isGreaterThan(LARGE_BYTES * 3 / 2);
    loader.close();
    assertThat(ProcessMemory.dataBytes() - before).isBetween(LARGE_BYTES / 2, LARGE_BYTES * 3 / 2);
    used.put(1, 5, null);
    used.close();
    assertThat(ProcessMemory.dataBytes() - before).isLessThan(LARGE_BYTES / 2);
  }
}
