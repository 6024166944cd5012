package dev.accrue.job.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.training.window.PlannedWindow.Place;
import dev.accrue.training.window.WindowPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Contract 4: what the server counts is what the trainer plans.
class OptimizerStepsTest {

  @Provide
  Arbitrary<List<BatchStage>> stages() {
    Arbitrary<BatchStage> stage =
        Combinators.combine(
                Arbitraries.longs().between(1, 30), Arbitraries.integers().between(1, 100))
            .as(BatchStage::new);
    return stage.list().ofMinSize(1).ofMaxSize(4).map(OptimizerStepsTest::inOrder);
  }

  /// Each stage's `fromOptimizerStep` as its distance from the one before.
  private static List<BatchStage> inOrder(List<BatchStage> distances) {
    List<BatchStage> stages = new ArrayList<>();
    long from = 0;
    for (BatchStage stage : distances) {
      stages.add(new BatchStage(from, stage.effective()));
      from += stage.fromOptimizerStep();
    }
    return stages;
  }

  private static long planned(BatchSpec batch, LastWindow last, int epochs, int samples) {
    WindowPlan plan = new WindowPlan(samples, batch, last, OptionalInt.of(epochs));
    long steps = 0;
    for (Place place = new Place(0, 0); !plan.isEnd(place); steps++) {
      place = plan.windowAt(place, steps, batch.micro()).end();
    }
    return steps;
  }

  @Property(tries = 3000)
  void theServerCountsWhatTheTrainerPlans(
      @ForAll("stages") List<BatchStage> stages,
      @ForAll LastWindow last,
      @ForAll @IntRange(min = 1, max = 6) int epochs,
      @ForAll @IntRange(min = 1, max = 300) int samples) {
    BatchSpec batch = new BatchSpec(stages, 8, false);
    if (last == LastWindow.DROP && samples < batch.largestEffective()) {
      return;
    }
    assertThat(OptimizerSteps.of(batch, last, epochs, samples))
        .isEqualTo(planned(batch, last, epochs, samples));
  }

  @Example
  void handMadeStages() {
    BatchSpec batch =
        new BatchSpec(
            List.of(new BatchStage(0, 4), new BatchStage(3, 8), new BatchStage(4, 10)), 4, false);
    // 20 samples: 4 4 4 8 | 10 10
    assertThat(OptimizerSteps.of(batch, LastWindow.STEP, 2, 20)).isEqualTo(6);
    // 21 samples: 4 4 4 8 1 | 10 10 1
    assertThat(OptimizerSteps.of(batch, LastWindow.STEP, 2, 21)).isEqualTo(8);
    // 21 samples: 4 4 4 8 | 10 10
    assertThat(OptimizerSteps.of(batch, LastWindow.DROP, 2, 21)).isEqualTo(6);
    // 42 samples: 4 4 4 8 10 10 2
    assertThat(OptimizerSteps.of(batch, LastWindow.CARRY, 2, 21)).isEqualTo(7);
  }

  @Example
  void manySamplesAndEpochsAreCountedAtOnce() {
    assertThat(OptimizerSteps.of(new BatchSpec(1, 1), LastWindow.STEP, 10_000, 2_000_000_000L))
        .isEqualTo(20_000_000_000_000L);
  }
}
