package dev.accrue.api.worker;

/// `POST /worker/v1/attempts/{attemptId}/events`: something that a person may want to know.
///
/// @param kind a short constant such as `STEP_SKIPPED`
/// @param reason a sentence
public record AttemptEvent(String kind, String reason) {}
