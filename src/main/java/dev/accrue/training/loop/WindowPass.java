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

  WindowPass(TrainingParts parts) {
    this.spec = parts.spec();
    this.model = parts.model();
    this.tasks = parts.tasks();
    this.optimizer = parts.optimizer();
    this.feed = parts.feed();
    this.surroundings = parts.surroundings();
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
      try (FedMicroBatch batch = feed.next()) {
        long seed = Draws.of(spec.seed(), "window", optimizerStep, index).nextLong();
        tasks.backward(model, batch, seed);
        masked &= batch.masked();
      }
    }
    return Optional.of(new Losses(tasks.takeWindowLosses(), masked));
  }

  /// `adjusted` forgets at the same rate per optimizer step however many forwards a window has,
  /// `as-is` at the same rate per micro-batch however many forwards that has.
  private void begin(PlannedWindow window) {
    model.rememberBuffers();
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
    optimizer.clearGradients();
    undoStatistics();
    tasks.takeWindowLosses();
  }

  /// Sets BatchNorm's statistics back to what they were before the window.
  void undoStatistics() {
    model.restoreBuffers();
  }
}
