package dev.accrue.training.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Work on a few things at once, so that one is hashed here while another is on its way and a third
/// is being stored there. More at once would only take the cores away from training.
final class Lanes {

  /// Enough to keep client, server and PostgreSQL busy.
  private static final int LANES = 3;

  private Lanes() {}

  /// Does all tasks, a few at a time, begun in their order. When one fails the others are
  /// interrupted, and its failure is thrown once they have ended.
  ///
  /// @return their results in their order
  static <T> List<T> inParallel(String name, List<? extends Callable<T>> tasks)
      throws InterruptedException {
    ExecutorService lanes =
        Executors.newFixedThreadPool(
            Math.clamp(tasks.size(), 1, LANES),
            Thread.ofPlatform().name(name + "-", 1).daemon().factory());
    try (lanes) {
      CompletionService<T> ended = new ExecutorCompletionService<>(lanes);
      List<Future<T>> futures = tasks.stream().map(ended::submit).toList();
      try {
        for (int count = 0; count < futures.size(); count++) {
          ended.take().get();
        }
        return results(futures);
      } catch (ExecutionException e) {
        lanes.shutdownNow();
        throw unchecked(e);
      } catch (InterruptedException e) {
        lanes.shutdownNow();
        throw e;
      }
    }
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
