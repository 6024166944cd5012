package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThroughputTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final Throughput throughput = new Throughput(nanos::get);

  @Test
  void hasAValueAboutOnceASecond() {
    pass(600);
    assertThat(throughput.count(60)).isEmpty();
    pass(600);
    assertThat(throughput.count(60)).hasValue(100);
    pass(999);
    assertThat(throughput.count(60)).isEmpty();
    pass(1);
    assertThat(throughput.count(40)).hasValue(100);
  }

  @Test
  void countsOverEpochsThatAreShorterThanThat() {
    for (int epoch = 0; epoch < 4; epoch++) {
      pass(250);
      assertThat(throughput.count(25).isPresent()).isEqualTo(epoch == 3);
      throughput.pause();
      pass(10_000);
      throughput.resume();
    }
    pass(500);
    assertThat(throughput.count(1)).isEmpty();
    pass(500);
    assertThat(throughput.count(1)).hasValue(2);
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
