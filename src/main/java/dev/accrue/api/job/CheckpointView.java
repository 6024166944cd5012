package dev.accrue.api.job;

import java.time.Instant;
import java.util.UUID;

/// A complete checkpoint of a job.
public record CheckpointView(
    UUID id, int attemptNumber, long optimizerStep, long sizeBytes, Instant createdAt) {}
