package dev.accrue.api.worker;

import java.util.UUID;

/// One lease after a heartbeat.
///
/// @param validMillis from the moment the heartbeat was sent; 0 when the lease is lost and the
///   trainer must end without writing
/// @param order what the trainer should do
public record LeaseState(UUID attemptId, long validMillis, Order order) {}
