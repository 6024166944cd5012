package dev.accrue.api.log;

/// What there is of an attempt's log.
///
/// @param lastLine the number of the newest line; 0 when there is none
/// @param sizeBytes its text in UTF-8, with a line break after each line
/// @param full whether the job's logs have reached their limit; the last line says so, and nothing
///   is added
/// @param complete whether the trainer is gone and all of its lines are there
/// @param deleted whether its lines were there and are no longer, because the job ended long ago
public record LogSummary(
    long lastLine, long sizeBytes, boolean full, boolean complete, boolean deleted) {

  /// Of an attempt that has printed nothing.
  public static final LogSummary EMPTY = new LogSummary(0, 0, false, false, false);
}
