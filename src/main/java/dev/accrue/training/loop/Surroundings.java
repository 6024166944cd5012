package dev.accrue.training.loop;

import dev.accrue.api.worker.Order;

/// What the loop tells and asks between windows. Implementations return soon.
public interface Surroundings {

  /// What the server wants now.
  Order order();

  /// Training stands at a step boundary: a checkpoint may be taken here.
  void stepDone(TrainingState state) throws InterruptedException;

  /// Something that a person may want to know.
  ///
  /// @param kind in capitals and underscores, such as `STEP_SKIPPED`
  /// @param sentence what happened, with its numbers
  void event(String kind, String sentence);
}
