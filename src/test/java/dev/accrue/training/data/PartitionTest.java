package dev.accrue.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PartitionTest {

  @Property(tries = 200)
  void everySampleIsTrainedOnOrHeldOut(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 500) int size,
      @ForAll @IntRange(min = 1, max = 99) int percent) {
    int heldOut = size * percent / 100;
    for (Partition parts :
        new Partition[] {Partition.drawn(seed, size, heldOut), Partition.lastOf(size, heldOut)}) {
      assertThat(parts.heldOut()).hasSize(heldOut).isSorted();
      assertThat(parts.trained()).isSorted();
      assertThat(
              IntStream.concat(IntStream.of(parts.trained()), IntStream.of(parts.heldOut()))
                  .sorted())
          .containsExactlyElementsOf(IntStream.range(0, size).boxed().toList());
    }
    assertThat(Partition.drawn(seed, size, heldOut).heldOut())
        .isEqualTo(Partition.drawn(seed, size, heldOut).heldOut());
  }
}
