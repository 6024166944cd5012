package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/// `POST /worker/v1/attempts/{attemptId}/end`: the attempt is over. The trainer sends it when it
/// ends by itself, the worker when the trainer died.
///
/// @param message one or more sentences for the person who submitted the job
/// @param optimizerStep optimizer steps completed
/// @param workerAtFault whether something on the worker failed that has nothing to do with the job,
///   such as a full disk: the job does not pay with a retry. Counts for `INTERNAL` only
public record AttemptEnd(
    @NotNull EndCause cause,
    @NotNull @Size(max = 100_000) String message,
    @PositiveOrZero long optimizerStep,
    boolean workerAtFault) {

  /// Not the worker's fault.
  public AttemptEnd(EndCause cause, String message, long optimizerStep) {
    this(cause, message, optimizerStep, false);
  }
}
