package dev.accrue.api.team;

import dev.accrue.api.Versioned;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a team is entitled to and has used.
///
/// @param deviceLimit null for no limit
/// @param runningJobLimit null for no limit
/// @param runningJobsPerUser null for no limit
/// @param queuePausedAt since when none of its jobs starts; null: they do
/// @param usedDeviceSeconds each worth half after every half-life; running attempts included
public record TeamShareView(
    String team,
    double weight,
    int guaranteedDevices,
    @Nullable Integer deviceLimit,
    @Nullable Integer runningJobLimit,
    @Nullable Integer runningJobsPerUser,
    int queuedJobLimit,
    @Nullable Instant queuePausedAt,
    double usedDeviceSeconds)
    implements Versioned {

  @Override
  public Object version() {
    return new TeamShareView(
        team,
        weight,
        guaranteedDevices,
        deviceLimit,
        runningJobLimit,
        runningJobsPerUser,
        queuedJobLimit,
        queuePausedAt,
        0);
  }
}
