package dev.accrue.api.worker;

import org.jspecify.annotations.Nullable;

/// `GET /worker/v1/attempts/{attemptId}/micro-batches/{key}`.
///
/// @param micro samples of the micro-batch that was found to fit; null when none is known
public record KnownMicroBatch(@Nullable Integer micro) {}
