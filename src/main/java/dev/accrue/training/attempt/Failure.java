package dev.accrue.training.attempt;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.worker.EndCause;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.memory.OutOfMemory;
import dev.accrue.training.memory.OutOfMemoryException;
import java.util.List;

/// Whose doing a failure was, in words for the person who submitted the job.
///
/// @param workerAtFault whether the worker's machine failed, so that the job pays no retry
record Failure(EndCause cause, String message, boolean workerAtFault) {

  /// What the C library says of a disk that takes no more (ENOSPC, EDQUOT, EFBIG, EROFS and EIO),
  /// and Java and libtorch pass on.
  private static final List<String> OF_DISKS =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "File too large",
          "Read-only file system",
          "Input/output error");

  Failure(EndCause cause, String message) {
    this(cause, message, false);
  }

  static Failure of(Throwable thrown, BatchSpec batch) {
    return switch (thrown) {
      case TrainingRefusedException refused ->
          new Failure(EndCause.USER_ERROR, String.valueOf(refused.getMessage()));
      case OutOfMemoryException tooLarge ->
          new Failure(EndCause.OUT_OF_MEMORY, String.valueOf(tooLarge.getMessage()));
      case ServerRefusedException refused when refused.is(ServerRefusedException.BLOB_DAMAGED) ->
          new Failure(
              EndCause.USER_ERROR,
              "Something that the job starts from is damaged where it is stored: "
                  + refused.detail());
      case Throwable error when OutOfMemory.is(error) -> outOfMemory(batch, error);
      case Throwable error when isOfDisk(error) ->
          new Failure(
              EndCause.INTERNAL,
              "The worker could not use its disk; the job goes on from its last checkpoint. "
                  + chain(error),
              true);
      default -> new Failure(EndCause.INTERNAL, "The trainer failed: " + chain(thrown));
    };
  }

  private static Failure outOfMemory(BatchSpec batch, Throwable error) {
    return new Failure(
        EndCause.OUT_OF_MEMORY,
        "The memory of the device did not suffice for the model, its gradients and the optimizer's"
            + " state, outside of any window (micro %d, effective %d); ask for more with"
                .formatted(batch.micro(), batch.effective())
            + " resources.deviceMemory or make the model smaller. "
            + OutOfMemory.line(error));
  }

  private static boolean isOfDisk(Throwable thrown) {
    for (Throwable error = thrown; error != null; error = error.getCause()) {
      if (error instanceof DiskOutput.DiskException
          || OF_DISKS.stream().anyMatch(String.valueOf(error.getMessage())::contains)) {
        return true;
      }
    }
    return false;
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
