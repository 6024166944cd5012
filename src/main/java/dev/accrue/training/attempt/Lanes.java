package dev.accrue.training.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;

/// Work on a few things at once, so that one is hashed here while another is on its way and a third
/// is being stored there. More at once would only take the cores away from training.
final class Lanes {

  /// Enough to keep client, server and PostgreSQL busy.
  static final int LANES = 3;

  private final ExecutorService threads = EarlyThreads.start("checkpoint-lane", LANES);

  /// Does all tasks, a few at a time, begun in their order. When one fails the others are
  /// interrupted, and its failure is thrown once they have ended.
  ///
  /// @return their results in their order
  <T> List<T> inParallel(List<? extends Callable<T>> tasks) throws InterruptedException {
    Phaser running = new Phaser(1);
    CompletionService<T> ended = new ExecutorCompletionService<>(threads);
    List<Future<T>> futures =
        tasks.stream().map(task -> ended.submit(counted(task, running))).toList();
    try {
      for (int count = 0; count < futures.size(); count++) {
        ended.take().get();
      }
      return results(futures);
    } catch (ExecutionException e) {
      end(futures, running);
      throw unchecked(e);
    } catch (InterruptedException e) {
      end(futures, running);
      throw e;
    }
  }

  private static <T> Callable<T> counted(Callable<T> task, Phaser running) {
    return () -> {
      running.register();
      try {
        return task.call();
      } finally {
        running.arriveAndDeregister();
      }
    };
  }

  private static <T> void end(List<Future<T>> futures, Phaser running) {
    futures.forEach(future -> future.cancel(true));
    running.arriveAndAwaitAdvance();
  }

  private static <T> List<T> results(List<Future<T>> futures) {
    List<T> results = new ArrayList<>();
    futures.forEach(future -> results.add(future.resultNow()));
    return results;
  }

  /// As it would have been thrown without a lane.
  private static RuntimeException unchecked(ExecutionException ended) {
    return switch (ended.getCause()) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(ended);
    };
  }
}
