package dev.accrue.api.usage;

import java.time.Instant;
import java.util.List;

/// `GET /api/v1/usage`: device-hours of a stretch of time. An attempt counts with what of it lies
/// within; one that runs counts until now.
///
/// @param from the beginning
/// @param to the end, which is no longer part of it
/// @param groupBy what each row is one of, in the order of `team`, `user`, `label:KEY`, and `month`
///   or `day`
/// @param rows by period, team, user and label
public record UsageReport(Instant from, Instant to, List<String> groupBy, List<UsageRow> rows) {

  public UsageReport {
    groupBy = List.copyOf(groupBy);
    rows = List.copyOf(rows);
  }
}
