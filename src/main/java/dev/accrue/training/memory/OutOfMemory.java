package dev.accrue.training.memory;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells running out of memory from other failures.
public final class OutOfMemory {

  /// What libtorch's allocators say: `DefaultCPUAllocator: can't allocate memory` and `not enough
  /// memory` on CPUs, `CUDA out of memory` and `CUDA error: out of memory` on GPUs; what the C++
  /// library says; cuBLAS and cuDNN; kernels that count a tensor's elements in 32 bits, which
  /// smaller micro-batches cure likewise; and oneDNN, which gives no reason but fails in no other
  /// way once a shape is supported.
  private static final List<String> WORDS =
      List.of(
          "can't allocate memory",
          "not enough memory",
          "out of memory",
          "cannot allocate memory",
          "bad_alloc",
          "cublas_status_alloc_failed",
          "cudnn_status_alloc_failed",
          "integer out of range",
          "canuse32bitindexmath",
          "could not create a memory object",
          "could not create a primitive",
          "could not execute a primitive");

  private OutOfMemory() {}

  /// Whether the failure, or what it was caused by, is that memory did not suffice: libtorch's, or
  /// that of the buffers that data is loaded into.
  public static boolean is(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError
          || (cause instanceof EngineException && says(String.valueOf(cause.getMessage())))) {
        return true;
      }
    }
    return false;
  }

  /// The line of the failure that says so.
  public static String line(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      Optional<String> line = message.lines().filter(OutOfMemory::says).findFirst();
      if (line.isPresent()) {
        return line.get().strip();
      }
    }
    return thrown.toString().lines().findFirst().orElse("");
  }

  static boolean says(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(text::contains);
  }
}
