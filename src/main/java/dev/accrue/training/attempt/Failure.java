package dev.accrue.training.attempt;

import ai.djl.engine.EngineException;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.worker.EndCause;
import dev.accrue.training.TrainingRefusedException;
import java.util.List;
import java.util.Locale;

/// Whose doing a failure was, in words for the person who submitted the job.
record Failure(EndCause cause, String message) {

  /// libtorch's allocators: `DefaultCPUAllocator: can't allocate memory`, `CUDA out of memory`.
  private static final List<String> OUT_OF_MEMORY =
      List.of("can't allocate memory", "not enough memory", "out of memory");

  static Failure of(Throwable thrown, BatchSpec batch) {
    return switch (thrown) {
      case TrainingRefusedException refused ->
          new Failure(EndCause.USER_ERROR, String.valueOf(refused.getMessage()));
      case OutOfMemoryError error -> outOfMemory(batch, error);
      case EngineException error when isOutOfMemory(error) -> outOfMemory(batch, error);
      default -> new Failure(EndCause.INTERNAL, "The trainer failed: " + chain(thrown));
    };
  }

  private static boolean isOutOfMemory(EngineException error) {
    String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    return OUT_OF_MEMORY.stream().anyMatch(message::contains);
  }

  private static Failure outOfMemory(BatchSpec batch, Throwable error) {
    return new Failure(
        EndCause.OUT_OF_MEMORY,
        "The memory of the device did not suffice for micro-batches of %d samples; lower"
                .formatted(batch.micro())
            + " training.batch.micro, which does not change the result (effective stays %d). %s"
                .formatted(batch.effective(), firstLine(error)));
  }

  private static String chain(Throwable thrown) {
    StringBuilder text = new StringBuilder(firstLine(thrown));
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      text.append("; caused by ").append(firstLine(cause));
    }
    return text.toString();
  }

  private static String firstLine(Throwable thrown) {
    return thrown.toString().lines().findFirst().orElse("");
  }
}
