package dev.accrue.training.loop;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedWindow;
import java.util.List;
import java.util.Optional;

/// All forwards and backwards of a window. It changes gradients, BatchNorm's statistics, the sums
/// of losses and the state of libtorch's random draws, and nothing else: what it did can be dropped
/// without a trace, and the window run again.
final class WindowPass {

  private final TrainingSpec spec;
  private final TrainableModel model;
  private final Tasks tasks;
  private final Optimizer optimizer;
  private final WindowFeed feed;
  private final Surroundings surroundings;
  private final BatchAdvisor advisor;
  private final Replicas replicas;

  WindowPass(TrainingParts parts) {
    this.spec = parts.spec();
    this.model = parts.model();
    this.tasks = parts.tasks();
    this.optimizer = parts.optimizer();
    this.feed = parts.feed();
    this.surroundings = parts.surroundings();
    this.advisor = parts.advisor();
    this.replicas = parts.replicas();
  }

  /// What came of a window, beside its gradients.
  ///
  /// @param losses one per task, without its weight
  /// @param masked whether no target element of the window counted: the gradients are 0
  record Losses(List<Double> losses, boolean masked) {}

  /// Adds up the gradients of a window whose micro-batches come next in the feed.
  ///
  /// @param optimizerStep windows before it: its random draws depend on this number and on nothing
  ///   before it
  /// @return empty when an order canceled it; the window is dropped then
  Optional<Losses> accumulate(PlannedWindow window, long optimizerStep)
      throws InterruptedException {
    begin(window);
    boolean masked = true;
    for (int index = 0; index < window.microBatches().size(); index++) {
      if (surroundings.order() == Order.CANCEL) {
        drop();
        return Optional.empty();
      }
      FedMicroBatch batch = feed.next();
      masked &= batch.masked();
      boolean sampled = index == 0 && advisor.samples(window, optimizerStep);
      long seed = seed(spec, optimizerStep, index);
      if (replicas.several()) {
        replicas.deal(index, (ofOne, its) -> train(ofOne, its, batch, seed, sampled));
      } else {
        train(model, tasks, batch, seed, sampled);
      }
    }
    return Optional.of(new Losses(finish(window), masked));
  }

  private void train(
      TrainableModel ofOne, Tasks its, FedMicroBatch batch, long seed, boolean sampled) {
    try (batch) {
      its.backward(ofOne, batch, seed);
    }
    if (sampled) {
      advisor.firstMicroBatchDone();
    }
  }

  /// All gradients are the model's.
  private List<Double> finish(PlannedWindow window) throws InterruptedException {
    if (!replicas.several()) {
      return tasks.takeWindowLosses();
    }
    replicas.gather(window.microBatches().size());
    return replicas.takeWindowLosses();
  }

  /// What a micro-batch's draws depend on.
  ///
  /// @param optimizerStep windows before its own
  static long seed(TrainingSpec spec, long optimizerStep, int microBatchIndex) {
    return Draws.of(spec.seed(), "window", optimizerStep, microBatchIndex).nextLong();
  }

  /// `adjusted` forgets at the same rate per optimizer step however many forwards a window has,
  /// `as-is` at the same rate per micro-batch however many forwards that has.
  private void begin(PlannedWindow window) {
    tasks.requireWhole(window);
    model.rememberBuffers();
    if (replicas.several()) {
      int microBatches = window.microBatches().size();
      double exponent =
          switch (spec.batchNormMomentum()) {
            case ADJUSTED -> 1;
            case AS_IS, FROZEN -> microBatches;
          };
      replicas.begin(microBatches, exponent, tasks.forwards());
      return;
    }
    int forwards =
        switch (spec.batchNormMomentum()) {
          case ADJUSTED -> window.microBatches().size() * tasks.forwards();
          case AS_IS, FROZEN -> tasks.forwards();
        };
    if (forwards > 1 || spec.batchNormMomentum() == BatchNormMomentum.ADJUSTED) {
      model.batchNormExponent(1.0 / forwards);
    }
  }

  /// Undoes what the window did so far. Its micro-batches that were not taken are still in the
  /// feed.
  void drop() {
    replicas.drop();
    optimizer.clearGradients();
    undoStatistics();
    tasks.takeWindowLosses();
  }

  /// Sets BatchNorm's statistics back to what they were before the window.
  void undoStatistics() {
    model.restoreBuffers();
  }
}
