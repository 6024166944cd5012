package dev.accrue.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// What holds for clusters that nobody thought of.
class PlannerPropertiesTest {

  @Property(tries = 5000, shrinking = ShrinkingMode.OFF)
  void everyPlanKeepsTheRules(@ForAll long seed) {
    Cluster cluster = RandomClusters.draw(seed);

    new PlanCheck(cluster, Planner.plan(cluster, Policy.DEFAULT)).check();
  }

  /// A team over its guarantee exchanged a job for one of its own, and was still over it.
  @Example
  void aTeamThatExchangedAJobOfItsOwnMayLoseWhatItBorrows() {
    everyPlanKeepsTheRules(-90035);
  }

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void theOrderOfTheClustersPartsDoesNotMatter(@ForAll long seed) {
    Cluster cluster = RandomClusters.draw(seed);

    assertThat(Planner.plan(RandomClusters.shuffled(cluster, seed + 1), Policy.DEFAULT))
        .isEqualTo(Planner.plan(cluster, Policy.DEFAULT));
  }
}
