package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;

/// `POST /worker/v1/attempts/{attemptId}/points`: a stretch of the attempt's curves. Sent again
/// after a lost answer it overwrites and never doubles.
///
/// @param optimizerStep the newest optimizer step that was completed
public record PointBatch(
    @PositiveOrZero long optimizerStep,
    @NotNull @Size(max = 1000) List<@NotNull @Valid SeriesPoints> series) {}
