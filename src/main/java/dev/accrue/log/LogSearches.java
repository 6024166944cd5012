package dev.accrue.log;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Lets few searches run at once, since each keeps a processor busy; others wait their turn.
@Component
class LogSearches {

  /// Of one search.
  static final Duration TIME = Duration.ofSeconds(2);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);

  LogSearches() {}

  /// Runs a search when its turn has come.
  <T> T inTurn(Supplier<T> search) {
    try {
      if (!places.tryAcquire(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new ProblemException(
            ProblemCode.TOO_MANY_REQUESTS, "many people search at once; try again in a while");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemCode.UNAVAILABLE, "the server stops; try again");
    }
    try {
      return search.get();
    } finally {
      places.release();
    }
  }
}
