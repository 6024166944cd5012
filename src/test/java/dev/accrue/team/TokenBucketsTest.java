package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final TokenBuckets buckets = new TokenBuckets(0.5, 3, nanos::get);

  @Test
  void givesAsManyAsItHoldsAndThenAsFastAsItFills() {
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a")).isZero();
    }
    assertThat(buckets.take("a")).isEqualTo(2);
    pass(1);
    assertThat(buckets.take("a")).isEqualTo(1);
    pass(1);
    assertThat(buckets.look("a")).isZero();
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isEqualTo(2);
  }

  @Test
  void holdsNoMoreThanItsBurstHoweverLongItWaits() {
    buckets.take("a");
    pass(1_000_000);
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a")).isZero();
    }
    assertThat(buckets.take("a")).isPositive();
  }

  @Test
  void keysDoNotShare() {
    for (int i = 0; i < 4; i++) {
      buckets.take("a");
    }
    assertThat(buckets.take("b")).isZero();
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}
