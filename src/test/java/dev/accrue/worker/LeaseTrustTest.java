package dev.accrue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTrustTest {

  private final AtomicLong nanos = new AtomicLong(TimeUnit.DAYS.toNanos(3));
  private final LeaseTrust trust = new LeaseTrust(nanos::get);

  @Test
  void beginsWithoutTrust() {
    assertThat(trust.remainingMillis()).isZero();
  }

  @Test
  void endsAMarginBeforeTheServerThinksSo() {
    trust.extend(nanos.get(), 20_000, 4_000);
    assertThat(trust.remainingMillis()).isEqualTo(16_000);
    advanceMillis(15_999);
    assertThat(trust.remainingMillis()).isEqualTo(1);
    advanceMillis(1);
    assertThat(trust.remainingMillis()).isZero();
  }

  @Test
  void countsFromWhenTheRequestWasSentNotFromItsAnswer() {
    long sentAt = nanos.get();
    advanceMillis(7_000);
    trust.extend(sentAt, 20_000, 4_000);
    assertThat(trust.remainingMillis()).isEqualTo(9_000);
  }

  @Test
  void holdsNothingWhenTheMarginIsLongerThanTheLease() {
    trust.extend(nanos.get(), 3_000, 4_000);
    assertThat(trust.remainingMillis()).isZero();
  }

  @Test
  void survivesTheOverflowOfTheMonotonicClock() {
    nanos.set(Long.MAX_VALUE - 1_000);
    trust.extend(nanos.get(), 20_000, 4_000);
    advanceMillis(1_000);
    assertThat(trust.remainingMillis()).isEqualTo(15_000);
  }

  private void advanceMillis(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
