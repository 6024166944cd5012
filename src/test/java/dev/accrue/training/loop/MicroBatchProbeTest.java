package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/// Contract 20, on a clock of its own.
class MicroBatchProbeTest {

  private final List<Integer> tried = new ArrayList<>();
  private long now;

  /// A machine that takes so long for a micro-batch, and fails beyond a size.
  private MicroBatchProbe.Found find(int largest, int fits, IntToLongFunction nanos)
      throws InterruptedException {
    return new MicroBatchProbe(() -> now).find(largest, micro -> run(micro, fits, nanos));
  }

  private MicroBatchProbe.Run run(int micro, int fits, IntToLongFunction nanos) {
    tried.add(micro);
    return new MicroBatchProbe.Run() {
      @Override
      public void run() {
        if (micro > fits) {
          throw new EngineException("CUDA out of memory. Tried to allocate 1 GiB");
        }
        now += nanos.applyAsLong(micro);
      }

      @Override
      public void close() {
        // It holds nothing.
      }
    };
  }

  @Test
  void takesTheFastestThatFits() throws Exception {
    MicroBatchProbe.Found found = find(4096, 100, micro -> 1_000_000 + 10_000L * micro);
    assertThat(found.micro()).isEqualTo(64);
    assertThat(tried).containsExactly(1, 2, 4, 8, 16, 32, 64, 128);
    assertThat(found.sentence()).contains("auto takes 64", "64: 39,024", "128 does not fit");
  }

  @Test
  void takesTheSmallestOfThoseThatAreNearlyAsFast() throws Exception {
    assertThat(find(64, 64, micro -> 10_000L * micro).micro()).isEqualTo(1);
    assertThat(find(64, 64, micro -> micro < 8 ? 80_000L : 10_000L * micro).micro()).isEqualTo(8);
  }

  @Test
  void triesNoneThatIsLargerThanTheWindow() throws Exception {
    assertThat(find(100, 1000, micro -> 1_000_000).micro()).isEqualTo(64);
    assertThat(tried).doesNotContain(128);
  }

  @Test
  void endsInTime() throws Exception {
    MicroBatchProbe.Found found = find(65_536, 65_536, micro -> 100_000_000L * micro);
    assertThat(found.why()).contains("too long");
    assertThat(now).isLessThanOrEqualTo(MicroBatchProbe.BUDGET_NANOS);
  }

  @Test
  void failsWhenOneSampleDoesNotFit() {
    assertThatThrownBy(() -> find(64, 0, micro -> 1)).isInstanceOf(EngineException.class);
  }
}
