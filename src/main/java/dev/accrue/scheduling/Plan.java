package dev.accrue.scheduling;

import java.util.List;
import java.util.UUID;

/// What a tick is to do.
///
/// @param tooLarge jobs that no worker could take even if nothing else ran
record Plan(List<Placement> placements, List<TooLarge> tooLarge) {

  /// A job that waits for a worker that is not there.
  ///
  /// @param reason for the job's events
  record TooLarge(UUID jobId, String reason) {}

  Plan {
    placements = List.copyOf(placements);
    tooLarge = List.copyOf(tooLarge);
  }
}
