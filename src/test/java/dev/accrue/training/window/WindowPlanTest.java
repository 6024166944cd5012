package dev.accrue.training.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.window.PlannedWindow.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Contract 1, 2 and 4 on the plan alone.
class WindowPlanTest {

  private static final int EPOCHS = 3;

  @Provide
  Arbitrary<WindowPlan> plans() {
    Arbitrary<Integer> splitSize = Arbitraries.integers().between(1, 400);
    Arbitrary<Integer> effective = Arbitraries.integers().between(1, 500);
    Arbitrary<Integer> micro = Arbitraries.integers().between(1, 120);
    return Combinators.combine(splitSize, effective, micro, Arbitraries.of(LastWindow.class))
        .filter((n, b, m, last) -> last != LastWindow.DROP || n >= b)
        .as((n, b, m, last) ->
            new WindowPlan(n, new BatchSpec(b, m), last, OptionalInt.of(EPOCHS)));
  }

  private static List<PlannedWindow> windows(WindowPlan plan) {
    List<PlannedWindow> windows = new ArrayList<>();
    for (Place place = new Place(0, 0); !plan.isEnd(place); ) {
      PlannedWindow window = window(plan, place, windows.size());
      windows.add(window);
      place = window.end();
    }
    return windows;
  }

  private static PlannedWindow window(WindowPlan plan, Place place, int optimizerStep) {
    return plan.windowAt(place, optimizerStep, plan.batch().micro());
  }

  @Property
  void everySampleOfAnEpochIsUsedOnceUnlessItIsDropped(@ForAll("plans") WindowPlan plan) {
    int[][] uses = new int[EPOCHS][plan.splitSize()];
    for (PlannedWindow window : windows(plan)) {
      for (PlannedMicroBatch microBatch : window.microBatches()) {
        for (SampleRange range : microBatch.ranges()) {
          IntStream.range(range.from(), range.to()).forEach(at -> uses[range.epoch()][at]++);
        }
      }
    }
    int used =
        plan.lastWindow() == LastWindow.DROP
            ? plan.splitSize() / plan.batch().effective() * plan.batch().effective()
            : plan.splitSize();
    for (int[] epoch : uses) {
      for (int place = 0; place < plan.splitSize(); place++) {
        assertThat(epoch[place]).isEqualTo(place < used ? 1 : 0);
      }
    }
  }

  @Property
  void onlyTheLastWindowOfAnEpochOrOfAllMayBeSmaller(@ForAll("plans") WindowPlan plan) {
    List<PlannedWindow> windows = windows(plan);
    for (PlannedWindow window : windows) {
      boolean last =
          switch (plan.lastWindow()) {
            case STEP -> window.endsEpoch();
            case DROP -> false;
            case CARRY -> window.equals(windows.getLast());
          };
      if (!last) {
        assertThat(window.samples()).isEqualTo(plan.batch().effective());
      }
      assertThat(window.samples()).isBetween(1, plan.batch().effective());
    }
  }

  @Property
  void onlyTheLastMicroBatchOfAWindowIsSmaller(@ForAll("plans") WindowPlan plan) {
    for (PlannedWindow window : windows(plan)) {
      List<PlannedMicroBatch> microBatches = window.microBatches();
      assertThat(microBatches).hasSize(Math.ceilDiv(window.samples(), plan.batch().micro()));
      for (PlannedMicroBatch microBatch : microBatches) {
        boolean last = microBatch.equals(microBatches.getLast());
        assertThat(microBatch.samples())
            .isEqualTo(
                last
                    ? window.samples() - (microBatches.size() - 1) * plan.batch().micro()
                    : plan.batch().micro());
      }
    }
  }

  @Property
  void aWindowDependsOnNothingButItsPlaceAndNumber(@ForAll("plans") WindowPlan plan) {
    List<PlannedWindow> windows = windows(plan);
    for (int step = 0; step < windows.size(); step++) {
      PlannedWindow window = windows.get(step);
      assertThat(window(plan, window.start(), step)).isEqualTo(window);
    }
  }

  @Test
  void stagesChangeTheWindowAtItsBoundary() {
    BatchSpec batch = new BatchSpec(List.of(new BatchStage(0, 4), new BatchStage(2, 10)), 4, false);
    WindowPlan plan = new WindowPlan(20, batch, LastWindow.STEP, OptionalInt.of(1));
    assertThat(windows(plan)).extracting(PlannedWindow::samples).containsExactly(4, 4, 10, 2);
    assertThat(windows(plan).get(2).microBatches())
        .extracting(PlannedMicroBatch::samples)
        .containsExactly(4, 4, 2);
  }

  @Test
  void dropsWhatDoesNotFillTheNextStagesWindow() {
    BatchSpec batch = new BatchSpec(List.of(new BatchStage(0, 4), new BatchStage(3, 10)), 4, false);
    WindowPlan plan = new WindowPlan(20, batch, LastWindow.DROP, OptionalInt.of(2));
    List<PlannedWindow> windows = windows(plan);
    assertThat(windows).extracting(PlannedWindow::samples).containsExactly(4, 4, 4, 10, 10);
    assertThat(windows.get(2).endsEpoch()).isTrue();
  }

  @Test
  void carriesAcrossStagesAndEpochs() {
    BatchSpec batch = new BatchSpec(List.of(new BatchStage(0, 7), new BatchStage(1, 25)), 4, false);
    WindowPlan plan = new WindowPlan(10, batch, LastWindow.CARRY, OptionalInt.of(4));
    List<PlannedWindow> windows = windows(plan);
    assertThat(windows).extracting(PlannedWindow::samples).containsExactly(7, 25, 8);
    assertThat(windows.get(1).microBatches().getFirst().ranges())
        .containsExactly(new SampleRange(0, 7, 10), new SampleRange(1, 0, 1));
  }

  @Property
  void anotherMicroBatchLeavesTheWindowsSamplesAsTheyAre(
      @ForAll("plans") WindowPlan plan, @ForAll @IntRange(min = 1, max = 200) int micro) {
    List<PlannedWindow> windows = windows(plan);
    for (int step = 0; step < windows.size(); step++) {
      PlannedWindow window = windows.get(step);
      PlannedWindow again = plan.windowAt(window.start(), step, micro);
      assertThat(again.end()).isEqualTo(window.end());
      assertThat(again.samples()).isEqualTo(window.samples());
      assertThat(again.microBatches().stream().mapToInt(PlannedMicroBatch::samples).sum())
          .isEqualTo(window.samples());
    }
  }

  @Test
  void refusesToDropEverything() {
    assertThatThrownBy(
            () -> new WindowPlan(90, new BatchSpec(96, 32), LastWindow.DROP, OptionalInt.empty()))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("96")
        .hasMessageContaining("90");
  }
}
