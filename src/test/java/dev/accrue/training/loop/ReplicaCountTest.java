package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Contract 23: how many replicas train side by side depends on the spec and the threads alone.
class ReplicaCountTest {

  /// Seven micro-batches keep two replicas busy for 7 of 8 micro-batches' time, five for 5 of 6,
  /// and one of 32 samples and one of 8 keep two busy for 40 of 64 samples'.
  @ParameterizedTest
  @CsvSource({
    "1, 256, 32, 1",
    "2, 256, 32, 2",
    "4, 256, 32, 4",
    "6, 256, 32, 3",
    "3, 256, 32, 3",
    "16, 128, 32, 4",
    "2, 224, 32, 2",
    "2, 160, 32, 1",
    "2, 32, 32, 1",
    "2, 16, 32, 1",
    "2, 40, 32, 1",
    "64, 4096, 8, 64",
  })
  void threadsAreDividedWhereNearlyAllStayBusy(
      int threads, int effective, int micro, int replicas) {
    assertThat(ReplicaCount.of(threads, new BatchSpec(effective, micro), micro, null))
        .isEqualTo(replicas);
  }

  @Test
  void everyStageOfAScheduleCounts() {
    BatchSpec grows =
        new BatchSpec(List.of(new BatchStage(0, 64), new BatchStage(100, 256)), 32, false);
    assertThat(ReplicaCount.of(4, grows, 32, null)).isEqualTo(2);
  }

  @Test
  void thereAreNoMoreThanMemoryHasHad() {
    assertThat(ReplicaCount.of(4, new BatchSpec(256, 32), 32, 1)).isEqualTo(1);
    assertThat(ReplicaCount.of(4, new BatchSpec(256, 32), 32, 2)).isEqualTo(2);
    assertThat(ReplicaCount.of(4, new BatchSpec(256, 32), 32, 8)).isEqualTo(4);
  }
}
