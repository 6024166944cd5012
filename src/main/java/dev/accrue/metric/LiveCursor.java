package dev.accrue.metric;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How far a live reader has come: what `Last-Event-ID` carries. Attempts follow each other, and
/// within one the sequence numbers grow in the order of commits; so do the ids of a job's events.
///
/// @param eventId the last event that was sent
/// @param attemptNumber the attempt of the last points that were sent
/// @param sequence the last batch of that attempt that was sent
record LiveCursor(long eventId, int attemptNumber, long sequence) {

  private static final Pattern FORMAT = Pattern.compile("(\\d{1,18})-(\\d{1,9})-(\\d{1,18})");

  /// Anything else than what `encode` wrote is no cursor.
  static Optional<LiveCursor> decode(@Nullable String text) {
    Matcher matcher = FORMAT.matcher(text == null ? "" : text);
    return matcher.matches()
        ? Optional.of(
            new LiveCursor(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  String encode() {
    return eventId + "-" + attemptNumber + "-" + sequence;
  }

  LiveCursor withEvent(long id) {
    return new LiveCursor(id, attemptNumber, sequence);
  }

  LiveCursor withPoints(int attempt, long batch) {
    return new LiveCursor(eventId, attempt, batch);
  }
}
