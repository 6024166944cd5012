package dev.accrue.api.team;

import dev.accrue.api.Versioned;
import org.jspecify.annotations.Nullable;

/// What a team's checkpoints take and may take.
///
/// @param limitBytes null for no limit
/// @param usedBytes of the tensors that its checkpoints name, equal ones once
public record CheckpointQuotaView(
    String team, @Nullable Long limitBytes, long usedBytes, long checkpoints) implements Versioned {

  @Override
  public Object version() {
    return new CheckpointQuotaView(team, limitBytes, 0, 0);
  }
}
