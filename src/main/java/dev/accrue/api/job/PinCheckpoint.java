package dev.accrue.api.job;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/jobs/{id}/checkpoints/{checkpointId}/pin`: keeps a checkpoint whatever the policy
/// says.
///
/// @param note why, for people; null for none
public record PinCheckpoint(@Nullable @Size(max = 500) @Pattern(regexp = "\\P{Cc}*") String note) {}
