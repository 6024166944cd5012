package dev.accrue.representation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Instants as parameters of statements. A caller may write any that Java has; PostgreSQL has
/// fewer, and beyond the calendar's years 1 to 9999 they are infinite, which is where they stand
/// among those that are stored.
public final class SqlInstant {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private SqlInstant() {}

  /// What the driver sends as a `timestamptz`.
  public static OffsetDateTime of(Instant instant) {
    if (instant.isAfter(LATEST)) {
      return OffsetDateTime.MAX;
    }
    return instant.isBefore(EARLIEST) ? OffsetDateTime.MIN : instant.atOffset(ZoneOffset.UTC);
  }
}
