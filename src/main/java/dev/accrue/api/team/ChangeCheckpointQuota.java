package dev.accrue.api.team;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/teams/{team}/checkpoint-quota`: how many bytes a team's checkpoints may take.
///
/// @param limitBytes null for no limit
public record ChangeCheckpointQuota(
    @Nullable @Min(0) @Max(ChangeCheckpointQuota.MAX_BYTES) Long limitBytes) {

  /// An exbibyte.
  public static final long MAX_BYTES = 1L << 60;
}
