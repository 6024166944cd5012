package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/// `POST /worker/v1/attempts/{attemptId}/events`: something that a person may want to know.
///
/// @param kind a short constant such as `STEP_SKIPPED`
/// @param reason a sentence
public record AttemptEvent(
    @NotNull @Pattern(regexp = "[A-Z][A-Z0-9_]{0,59}") String kind,
    @NotNull @Size(max = 8000) String reason) {}
