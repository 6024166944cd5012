package dev.accrue.bench;

import java.time.Duration;
import java.util.Locale;

/// What processor time the three sides have taken, which other work on the machine disturbs less
/// than it does seconds.
public record ProcessorTimes(Duration client, Duration server, Duration postgres) {

  /// What each took for a MiB.
  public String since(ProcessorTimes before, long mib) {
    return String.format(
        Locale.ROOT,
        "%.2f ms of processor time a MiB: client %.2f, server %.2f, PostgreSQL %.2f",
        millis(
                before.client.plus(before.server).plus(before.postgres),
                client.plus(server).plus(postgres))
            / mib,
        millis(before.client, client) / mib,
        millis(before.server, server) / mib,
        millis(before.postgres, postgres) / mib);
  }

  private static double millis(Duration before, Duration after) {
    return after.minus(before).toNanos() / 1e6;
  }
}
