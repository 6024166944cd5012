package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPauseTest {

  private static final NotificationProperties PROPERTIES = TestProperties.allowing();

  @Test
  void pausesDoubleUpToTheirLimitAQuarterMoreOrLess() {
    UUID delivery = UUID.randomUUID();
    for (int attempts = 1; attempts <= 40; attempts++) {
      double meant = Math.min(10_000 * Math.pow(2, attempts - 1), 3_600_000);
      assertThat((double) PROPERTIES.pauseAfter(delivery, attempts).toMillis())
          .as("after %d", attempts)
          .isBetween(meant * 0.749, meant * 1.251);
    }
  }

  @Test
  void deliveriesThatFailedTogetherDoNotComeBackTogether() {
    assertThat(
            IntStream.range(0, 20)
                .mapToObj(seed -> PROPERTIES.pauseAfter(new UUID(0, seed), 1))
                .distinct())
        .hasSizeGreaterThan(15);
    assertThat(PROPERTIES.pauseAfter(new UUID(1, 2), 3))
        .isEqualTo(PROPERTIES.pauseAfter(new UUID(1, 2), 3))
        .isGreaterThan(Duration.ofSeconds(29));
  }
}
