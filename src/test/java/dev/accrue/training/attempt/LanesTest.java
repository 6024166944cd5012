package dev.accrue.training.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

  private final Lanes lanes = new Lanes();

  @Test
  void resultsKeepTheirOrderThoughLaterTasksEndFirst() throws InterruptedException {
    CountDownLatch secondDone = new CountDownLatch(1);
    Callable<Integer> first =
        () -> {
          secondDone.await();
          return 1;
        };
    Callable<Integer> second =
        () -> {
          secondDone.countDown();
          return 2;
        };

    assertThat(lanes.inParallel(List.of(first, second))).containsExactly(1, 2);
  }

  @Test
  void doesMoreTasksThanThereAreLanes() throws InterruptedException {
    List<Callable<Integer>> tasks =
        IntStream.range(0, 100).mapToObj(number -> (Callable<Integer>) () -> number).toList();

    assertThat(lanes.inParallel(tasks)).hasSize(100).last().isEqualTo(99);
    assertThat(lanes.inParallel(List.<Callable<Integer>>of())).isEmpty();
  }

  @Test
  void aFailureInterruptsTheOthersAndIsThrownAsItWas() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Callable<Integer> waiting =
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return 1;
        };
    Callable<Integer> failing =
        () -> {
          begun.await();
          throw new ServerRefusedException("no");
        };

    assertThatThrownBy(() -> lanes.inParallel(List.of(waiting, failing)))
        .isInstanceOf(ServerRefusedException.class)
        .hasMessage("no");
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void failuresOfTheDiskStayRecognizable() {
    Callable<Integer> failing =
        () -> {
          throw new FileNotFoundException("/full");
        };

    assertThatThrownBy(() -> lanes.inParallel(List.of(failing)))
        .hasRootCauseInstanceOf(FileNotFoundException.class);
  }
}
