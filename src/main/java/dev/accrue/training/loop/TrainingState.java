package dev.accrue.training.loop;

import dev.accrue.api.worker.Position;
import dev.accrue.training.window.PlannedWindow;

/// Where training stands between two windows.
///
/// @param optimizerStep windows done, skipped updates included
public record TrainingState(long optimizerStep, Position position) {

  /// Before the first window.
  public static TrainingState initial() {
    return new TrainingState(0, new Position(0, 0, 0, 0, 0));
  }

  /// After one more window. A skipped update moves the data on, and nothing that counts updates.
  TrainingState after(PlannedWindow window, boolean applied) {
    return new TrainingState(
        optimizerStep + 1,
        new Position(
            window.end().epoch(),
            window.end().offset(),
            position.samplesSeen() + window.samples(),
            position.appliedUpdates() + (applied ? 1 : 0),
            applied ? 0 : position.skippedInARow() + 1));
  }

  /// The place of the next window's first sample.
  public PlannedWindow.Place place() {
    return new PlannedWindow.Place(position.epoch(), Math.toIntExact(position.sampleOffset()));
  }
}
