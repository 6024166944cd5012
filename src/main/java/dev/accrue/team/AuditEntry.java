package dev.accrue.team;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change, as whoever makes it tells of it.
///
/// @param kind such as `WORKER_DRAINED`
/// @param subject the team or worker, by name; null for the whole platform
/// @param teamId that it concerns; null for none
/// @param detail in words
/// @param before fields as they were; empty where the words say it all
/// @param after the same as they are now
public record AuditEntry(
    String kind,
    @Nullable String subject,
    @Nullable UUID teamId,
    String detail,
    Map<String, ?> before,
    Map<String, ?> after) {

  /// Of the platform or a worker.
  public static AuditEntry of(
      String kind,
      @Nullable String subject,
      String detail,
      Map<String, ?> before,
      Map<String, ?> after) {
    return new AuditEntry(kind, subject, null, detail, before, after);
  }
}
