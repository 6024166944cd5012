package dev.accrue.team;

/// Keeps what people did to the platform, in the transactions that do it.
///
/// Most tables that people change write their own events (`audit_change` of the migrations), in
/// every transaction that a person's request begins. What remains is recorded here: changes of rows
/// that the platform itself changes all the time.
public interface AuditLog {

  /// Adds an event.
  void record(Caller actor, AuditEntry entry);
}
