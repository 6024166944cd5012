package dev.accrue.usage;

import dev.accrue.api.usage.UsageReport;
import dev.accrue.api.usage.UsageRow;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.team.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What the caller's teams used; for administrators what all did.
@Component
class UsageReports {

  static final int MAX_ROWS = 10_000;

  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

  private final UsageStore store;
  private final Clock clock;

  UsageReports(UsageStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// A report.
  ///
  /// @param from null for the beginning of the month, by UTC
  /// @param to null for now
  @Transactional(readOnly = true)
  public UsageReport report(
      Caller caller, @Nullable Instant from, @Nullable Instant to, List<String> groupBy) {
    Instant now = clock.instant();
    Instant end = Objects.requireNonNullElse(to, now);
    Instant begin = Objects.requireNonNullElseGet(from, () -> beginningOfMonth(end));
    Grouping grouping = Grouping.of(groupBy);
    require(begin, end, grouping);
    List<UsageRow> rows =
        store.report(
            new UsageStore.Question(
                caller.administrator() ? null : caller.teamIds(),
                begin,
                end,
                grouping,
                MAX_ROWS + 1),
            now);
    if (rows.size() > MAX_ROWS) {
      throw refused(
          "groupBy",
          String.join(",", groupBy),
          "makes more than %,d rows".formatted(MAX_ROWS),
          "group by less, or ask for less time");
    }
    return new UsageReport(begin, end, grouping.words(), rows);
  }

  private static Instant beginningOfMonth(Instant instant) {
    return instant
        .atZone(ZoneOffset.UTC)
        .truncatedTo(ChronoUnit.DAYS)
        .withDayOfMonth(1)
        .toInstant();
  }

  private static void require(Instant from, Instant to, Grouping grouping) {
    if (from.isBefore(FIRST) || to.isAfter(LAST)) {
      throw refused(
          from.isBefore(FIRST) ? "from" : "to",
          (from.isBefore(FIRST) ? from : to).toString(),
          "is not between the years 2000 and 2100",
          "write an instant such as 2026-11-01T00:00:00Z");
    }
    if (from.isAfter(to)) {
      throw refused("from", from.toString(), "is after to, " + to, "write an earlier one");
    }
    long longest = grouping.period().longest().toDays();
    if (from.plus(grouping.period().longest()).isBefore(to)) {
      throw refused(
          "from",
          from.toString(),
          "is more than %d days before to, %s".formatted(longest, to),
          "ask for at most %d days".formatted(longest));
    }
  }

  private static ProblemException refused(String field, String value, String message, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s: %s; %s".formatted(field, message, fix),
        List.of(new Violation(field, value, message, fix)));
  }
}
