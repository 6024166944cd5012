package dev.accrue.training.loop;

import dev.accrue.api.worker.EquivalenceReport;
import dev.accrue.api.worker.Order;

/// What the loop tells and asks between windows. Implementations return soon.
public interface Surroundings {

  /// What the server wants now.
  Order order();

  /// Whether somebody wants the next window's gradient compared with its full batch's. Stays true
  /// until `equivalenceChecked` was told.
  default boolean equivalenceAsked() {
    return false;
  }

  /// The result of the comparison that was asked for, or that the spec wants of the first window.
  default void equivalenceChecked(EquivalenceReport report) {}

  /// Training stands at a step boundary: a checkpoint may be taken here.
  void stepDone(TrainingState state) throws InterruptedException;

  /// Time went to finding out what fits into memory, and moved training on by nothing.
  default void probed(long nanos) {}

  /// Something that a person may want to know.
  ///
  /// @param kind in capitals and underscores, such as `STEP_SKIPPED`
  /// @param sentence what happened, with its numbers
  void event(String kind, String sentence);
}
