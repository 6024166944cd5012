package dev.accrue.api.worker;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One lease after a heartbeat.
///
/// @param validMillis from the moment the heartbeat was sent; 0 when the lease is lost and the
///   trainer must end without writing
/// @param order what the trainer should do
/// @param equivalenceRequest the open request to compare a window with its full batch; null for
///   none
public record LeaseState(
    UUID attemptId, long validMillis, Order order, @Nullable Long equivalenceRequest) {

  /// Nobody asks for a comparison.
  public LeaseState(UUID attemptId, long validMillis, Order order) {
    this(attemptId, validMillis, order, null);
  }
}
