package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {

  @Test
  void holdAtMostSoManyBytesAndThingsInTheirOrder() {
    assertThat(of(List.of(4, 6, 1, 9, 25, 0, 0, 0, 0, 2)))
        .containsExactly(
            List.of(4, 6), List.of(1, 9), List.of(25), List.of(0, 0, 0), List.of(0, 2));
    assertThat(of(List.of())).isEmpty();
    assertThat(of(List.of(25, 25))).containsExactly(List.of(25), List.of(25));
  }

  private static List<List<Integer>> of(List<Integer> sizes) {
    return Batches.of(sizes, Integer::longValue, 10, 3);
  }
}
