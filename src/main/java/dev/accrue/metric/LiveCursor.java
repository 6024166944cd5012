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
/// @param sequence the last batch of that attempt of which all was sent
/// @param catchUp how far a reader has come who was away for long; null otherwise
record LiveCursor(long eventId, int attemptNumber, long sequence, @Nullable CatchUp catchUp) {

  private static final Pattern FORMAT =
      Pattern.compile(
          "(\\d{1,18})-(\\d{1,9})-(\\d{1,18})(?:-(\\d{1,18})-(\\d{1,18})-(\\d{1,18}))?");

  /// Reads, series by series, what the batches after `sequence` up to another brought, once they
  /// are in blocks and no longer there one by one.
  ///
  /// @param upTo the last of these batches
  /// @param seriesId the series that is next
  /// @param block of it the block that is next
  record CatchUp(long upTo, long seriesId, long block) {}

  /// Anything else than what `encode` wrote is no cursor.
  static Optional<LiveCursor> decode(@Nullable String text) {
    Matcher matcher = FORMAT.matcher(text == null ? "" : text);
    return matcher.matches()
        ? Optional.of(
            new LiveCursor(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                matcher.group(4) == null ? null : decodeCatchUp(matcher)))
        : Optional.empty();
  }

  private static CatchUp decodeCatchUp(Matcher matcher) {
    return new CatchUp(
        Long.parseLong(matcher.group(4)),
        Long.parseLong(matcher.group(5)),
        Long.parseLong(matcher.group(6)));
  }

  String encode() {
    String place = eventId + "-" + attemptNumber + "-" + sequence;
    return catchUp == null
        ? place
        : place + "-" + catchUp.upTo + "-" + catchUp.seriesId + "-" + catchUp.block;
  }

  LiveCursor withEvent(long id) {
    return new LiveCursor(id, attemptNumber, sequence, catchUp);
  }

  LiveCursor withPoints(int attempt, long batch) {
    return new LiveCursor(eventId, attempt, batch, null);
  }

  LiveCursor withCatchUp(int attempt, CatchUp next) {
    return new LiveCursor(eventId, attempt, sequenceOf(attempt), next);
  }

  /// The last batch of an attempt of which all was sent.
  long sequenceOf(int attempt) {
    return attempt == attemptNumber ? sequence : 0;
  }
}
