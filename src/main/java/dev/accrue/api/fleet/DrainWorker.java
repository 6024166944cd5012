package dev.accrue.api.fleet;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/workers/{id}/drain`.
///
/// @param preemptAfterMinutes when what the worker still runs is preempted; null: it may finish
public record DrainWorker(@Nullable @Min(0) @Max(100_000) Integer preemptAfterMinutes) {}
