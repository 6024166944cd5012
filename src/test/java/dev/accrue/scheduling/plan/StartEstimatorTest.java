package dev.accrue.scheduling.plan;

import static dev.accrue.scheduling.plan.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class StartEstimatorTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Scene scene = new Scene();

  @Test
  void aJobStartsWhenTheOneBeforeItEndsMoreOrLess() {
    scene.worker("w", 1);
    scene.running("r", "t", "w", 0).ends(HOUR);
    scene.job("next", "t").remaining(HOUR);
    scene.job("last", "t").remaining(HOUR);

    assertThat(estimate("next"))
        .isEqualTo(
            new StartEstimate(
                NOW.plusSeconds(2700), NOW.plusSeconds(3600), NOW.plusSeconds(4500), true));
    assertThat(estimate("last"))
        .isEqualTo(
            new StartEstimate(
                NOW.plusSeconds(5400), NOW.plusSeconds(7200), NOW.plusSeconds(9000), true));
  }

  @Test
  void whatNobodyKnowsMayEndAtAnyTimeOrNever() {
    scene.worker("w", 1);
    scene.running("r", "t", "w", 0);
    scene.job("next", "t").remaining(HOUR);

    assertThat(estimate("next"))
        .isEqualTo(new StartEstimate(NOW, NOW.plus(Policy.DEFAULT.assumedDuration()), null, false));
  }

  @Test
  void aJobThatFitsStartsNow() {
    scene.worker("w", 2);
    scene.running("r", "t", "w", 0);
    scene.job("next", "t");

    assertThat(estimate("next")).isEqualTo(new StartEstimate(NOW, NOW, NOW, true));
  }

  @Test
  void aLargeJobWaitsUntilAllItsDevicesAreFree() {
    scene.worker("v", 2);
    scene.worker("w", 2);
    scene.running("a", "t", "v", 0).ends(HOUR.multipliedBy(4));
    scene.running("b", "t", "w", 0).ends(HOUR.multipliedBy(2));
    scene.job("pair", "t").devices(2);

    assertThat(estimate("pair").expected()).isEqualTo(NOW.plus(HOUR.multipliedBy(2)));
  }

  @Test
  void teamsTakeTurns() {
    scene.worker("w", 1);
    scene.team("idle").usage(0);
    scene.team("busy").usage(7200);
    scene.job("first-of-busy", "busy").remaining(HOUR);
    for (int i = 0; i < 3; i++) {
      scene.job("idle" + i, "idle").remaining(HOUR);
    }

    // Two hours of the idle team make it even, and then the older team's name decides.
    assertThat(estimate("idle0").expected()).isEqualTo(NOW);
    assertThat(estimate("idle1").expected()).isEqualTo(NOW.plus(HOUR));
    assertThat(estimate("first-of-busy").expected())
        .isBetween(NOW.plus(HOUR.multipliedBy(2)), NOW.plus(HOUR.multipliedBy(3)));
  }

  @Test
  void aLimitMakesWait() {
    scene.worker("w", 4);
    scene.team("t").limit(1);
    scene.running("r", "t", "w", 0).ends(HOUR);
    scene.job("next", "t");

    assertThat(estimate("next").expected()).isEqualTo(NOW.plus(HOUR));
  }

  @Test
  void aJobThatCanNeverStartHasNoEstimate() {
    scene.worker("w", 1);
    scene.team("closed").jobs(0);
    scene.job("large", "t").devices(2);
    scene.job("none", "closed");

    assertThat(StartEstimator.estimate(scene.cluster(), scene.policy)).isEmpty();
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void estimatesAreInOrderAndDoNotDependOnTheOrderOfTheParts(@ForAll long seed) {
    Cluster cluster = RandomClusters.draw(seed);

    Map<UUID, StartEstimate> estimates = StartEstimator.estimate(cluster, Policy.DEFAULT);

    estimates
        .values()
        .forEach(it -> {
          assertThat(it.earliest()).isBeforeOrEqualTo(it.expected()).isAfterOrEqualTo(NOW);
          if (it.latest() != null) {
            assertThat(it.latest()).isAfterOrEqualTo(it.expected());
          }
        });
    assertThat(StartEstimator.estimate(RandomClusters.shuffled(cluster, seed), Policy.DEFAULT))
        .isEqualTo(estimates);
  }

  private StartEstimate estimate(String job) {
    return Objects.requireNonNull(
        StartEstimator.estimate(scene.cluster(), scene.policy).get(scene.id(job)));
  }
}
