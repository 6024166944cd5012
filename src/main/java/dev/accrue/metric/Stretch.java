package dev.accrue.metric;

import java.util.UUID;

/// The optimizer steps of a series that count for its job's curve: those that no later attempt did
/// again.
///
/// @param first the first optimizer step that counts
/// @param last the last one that counts and has a point
/// @param points of the whole series that are in its blocks
record Stretch(
    UUID jobId, UUID attemptId, String name, long seriesId, long first, long last, long points) {

  /// The part of it that lies within; empty when `first` is after `last`.
  Stretch within(long from, long to) {
    return new Stretch(
        jobId, attemptId, name, seriesId, Math.max(first, from), Math.min(last, to), points);
  }

  boolean isEmpty() {
    return first > last;
  }

  boolean contains(long optimizerStep) {
    return first <= optimizerStep && optimizerStep <= last;
  }

  /// No fewer than it has in blocks.
  long pointsAtMost() {
    return Math.min(points, last - first + 1);
  }
}
