package dev.accrue.team;

import org.jspecify.annotations.Nullable;

/// Keeps what administrators did to the platform, in the transactions that do it.
public interface AuditLog {

  /// Adds an event.
  ///
  /// @param subject the team or worker, by name; null for the whole platform
  void record(Caller actor, String kind, @Nullable String subject, String detail);
}
