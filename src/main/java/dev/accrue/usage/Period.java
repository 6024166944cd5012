package dev.accrue.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a stretch of time is cut into, by UTC.
enum Period {
  /// One piece.
  WHOLE(null, Duration.ofDays(3660)),
  /// Months.
  MONTH("uuuu-MM", Duration.ofDays(3660)),
  /// Days.
  DAY("uuuu-MM-dd", Duration.ofDays(400));

  private final @Nullable DateTimeFormatter format;
  private final Duration longest;

  Period(@Nullable String pattern, Duration longest) {
    this.format = pattern == null ? null : DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    this.longest = longest;
  }

  /// A piece.
  ///
  /// @param name null for the whole
  record Piece(@Nullable String name, Instant from, Instant to) {}

  /// The longest stretch that may be cut so.
  Duration longest() {
    return longest;
  }

  /// The pieces of a stretch, of which the first and the last may be shorter; none of no time.
  List<Piece> cut(Instant from, Instant to) {
    List<Piece> pieces = new ArrayList<>();
    for (Instant begin = from; begin.isBefore(to); ) {
      ZonedDateTime at = begin.atZone(ZoneOffset.UTC);
      Instant next = format == null ? to : next(at).toInstant();
      Instant end = next.isBefore(to) ? next : to;
      pieces.add(new Piece(format == null ? null : format.format(at), begin, end));
      begin = end;
    }
    return pieces;
  }

  private ZonedDateTime next(ZonedDateTime at) {
    ZonedDateTime day = at.truncatedTo(ChronoUnit.DAYS);
    return this == MONTH ? day.withDayOfMonth(1).plusMonths(1) : day.plusDays(1);
  }
}
