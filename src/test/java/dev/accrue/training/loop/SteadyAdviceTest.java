package dev.accrue.training.loop;

import static dev.accrue.training.loop.BatchAdvice.BALANCED;
import static dev.accrue.training.loop.BatchAdvice.LARGER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SteadyAdviceTest {

  private final SteadyAdvice advice = new SteadyAdvice();

  private long told(BatchAdvice verdict, int times) {
    return IntStream.range(0, times).filter(_ -> advice.isNews(verdict)).count();
  }

  @Test
  void tellsAVerdictOnceWhenItIsSteady() {
    assertThat(told(LARGER, 2)).isZero();
    assertThat(told(LARGER, 100)).isOne();
  }

  @Test
  void tellsAnotherOneWhenThatIsSteadyToo() {
    assertThat(told(LARGER, 3)).isOne();
    assertThat(told(BALANCED, 5)).isZero();
    assertThat(told(BALANCED, 1)).isOne();
  }

  @Test
  void doesNotRepeatItselfWhereVerdictsGoToAndFro() {
    Random random = new Random(1);

    long news =
        IntStream.range(0, 10_000)
            .mapToLong(_ -> told(random.nextBoolean() ? LARGER : BALANCED, 1 + random.nextInt(8)))
            .sum();

    assertThat(news).isBetween(1L, 8L);
  }
}
