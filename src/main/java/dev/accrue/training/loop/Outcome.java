package dev.accrue.training.loop;

/// How training ended.
///
/// @param state after the last complete window
public record Outcome(Kind kind, TrainingState state) {

  /// Why it ended.
  public enum Kind {
    /// All optimizer steps are done.
    FINISHED,
    /// It was told to make room; the state is worth a checkpoint.
    PREEMPTED,
    /// It was told to stop.
    CANCELED
  }
}
