package dev.accrue.training.loop;

import dev.accrue.api.worker.Order;

/// What the loop tells and asks between windows. Implementations return soon.
public interface Surroundings {

  /// What the server wants now.
  Order order();

  /// Training stands at a step boundary: a checkpoint may be taken here.
  void stepDone(TrainingState state) throws InterruptedException;

  /// An update was skipped.
  void stepSkipped(TrainingState state, String reason);
}
