package dev.accrue.api.worker;

/// `POST /worker/v1/attempts/{attemptId}/end`: the attempt is over. The trainer sends it when it
/// ends by itself, the worker when the trainer died.
///
/// @param message one or more sentences for the person who submitted the job
/// @param optimizerStep optimizer steps completed
public record AttemptEnd(EndCause cause, String message, long optimizerStep) {}
