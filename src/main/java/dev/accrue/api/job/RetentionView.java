package dev.accrue.api.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is kept of a job's checkpoints.
///
/// @param changedBy who replaced what the spec says; null: nobody did
/// @param changedAt null when nobody did
public record RetentionView(
    RetentionPolicy policy, @Nullable String changedBy, @Nullable Instant changedAt) {}
