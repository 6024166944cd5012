package dev.accrue.api.worker;

import java.util.List;

/// `POST /worker/v1/attempts/{attemptId}/points`: a stretch of the attempt's curves. Sent again
/// after a lost answer it overwrites and never doubles.
///
/// @param optimizerStep the newest optimizer step that was completed
public record PointBatch(long optimizerStep, List<SeriesPoints> series) {}
