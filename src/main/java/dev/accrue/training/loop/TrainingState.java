package dev.accrue.training.loop;

import dev.accrue.api.worker.Position;
import dev.accrue.training.window.PlannedWindow;
import org.jspecify.annotations.Nullable;

/// Where training stands between two windows.
///
/// @param optimizerStep windows done, skipped updates included
public record TrainingState(long optimizerStep, Position position) {

  /// Before the first window.
  public static TrainingState initial() {
    return new TrainingState(0, new Position(0, 0, 0, 0, 0));
  }

  /// What became of a window's update.
  enum Update {
    /// The parameters changed.
    APPLIED,
    /// A gradient was not finite.
    NOT_FINITE,
    /// No target element of the window counted. It says nothing about the training, so it neither
    /// continues nor ends a row of updates that were not finite.
    MASKED
  }

  /// After one more window. A skipped update moves the data on, and nothing that counts updates.
  TrainingState after(PlannedWindow window, Update update) {
    return new TrainingState(
        optimizerStep + 1,
        new Position(
            window.end().epoch(),
            window.end().offset(),
            position.samplesSeen() + window.samples(),
            position.appliedUpdates() + (update == Update.APPLIED ? 1 : 0),
            switch (update) {
              case APPLIED -> 0;
              case NOT_FINITE -> position.skippedInARow() + 1;
              case MASKED -> position.skippedInARow();
            },
            position.micro(),
            position.replicas()));
  }

  /// The same place, from which micro-batches have this many samples.
  ///
  /// @param replicas see `Position`
  TrainingState with(int micro, @Nullable Integer replicas) {
    return new TrainingState(
        optimizerStep,
        new Position(
            position.epoch(),
            position.sampleOffset(),
            position.samplesSeen(),
            position.appliedUpdates(),
            position.skippedInARow(),
            micro,
            replicas));
  }

  /// The place of the next window's first sample.
  public PlannedWindow.Place place() {
    return new PlannedWindow.Place(position.epoch(), Math.toIntExact(position.sampleOffset()));
  }
}
