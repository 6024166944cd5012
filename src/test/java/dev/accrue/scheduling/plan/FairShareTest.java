package dev.accrue.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FairShareTest {

  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void whatWasUsedAHalfLifeAgoCountsHalf() {
    assertThat(FairShare.decayed(100, DAY, DAY)).isCloseTo(50, within(1e-9));
    assertThat(FairShare.decayed(100, DAY.multipliedBy(3), DAY)).isCloseTo(12.5, within(1e-9));
  }

  @Test
  void aShortUseCountsForWhatItWas() {
    assertThat(FairShare.used(4, Duration.ofSeconds(10), DAY)).isCloseTo(40, within(0.01));
  }

  @Test
  void itDoesNotMatterHowOftenUsageIsWrittenDown() {
    Duration hour = Duration.ofHours(1);
    double often = 0;
    for (int i = 0; i < 50; i++) {
      often = FairShare.decayed(often, hour, DAY) + FairShare.used(2, hour, DAY);
    }

    assertThat(often).isCloseTo(FairShare.used(2, hour.multipliedBy(50), DAY), within(1e-6));
  }
}
