package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobPropertiesTest {

  private static final JobProperties PROPERTIES =
      new JobProperties(5, Duration.ofSeconds(4), Duration.ofMinutes(1));

  @Test
  void pausesDoubleUpToTheirLimitWithAQuarterOfJitter() {
    Set<Duration> pauses = new HashSet<>();
    for (long seed = 0; seed < 1_000; seed++) {
      UUID job = new UUID(seed, 7 * seed);
      for (int retries = 0; retries < 100; retries++) {
        Duration pause = PROPERTIES.retryPause(job, retries);
        long middle = Math.min(4_000L << Math.min(retries, 10), 60_000);
        assertThat(pause.toMillis()).isBetween(middle * 3 / 4, middle * 5 / 4);
        assertThat(PROPERTIES.retryPause(job, retries)).isEqualTo(pause);
        pauses.add(pause);
      }
    }
    assertThat(pauses).hasSizeGreaterThan(1_000);
  }

  @Test
  void refusesWhatMakesNoSense() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new JobProperties(0, second, second))
        .hasMessageContaining("max-losses-in-a-row must be at least 1, but is 0");
    assertThatThrownBy(() -> new JobProperties(1, second, Duration.ZERO))
        .hasMessageContaining("accrue.job.retry-pause (PT1S)");
    assertThatThrownBy(() -> new JobProperties(1, second.negated(), second))
        .hasMessageContaining("must not be negative");
  }
}
