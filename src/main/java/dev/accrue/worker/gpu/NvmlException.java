package dev.accrue.worker.gpu;

/// The library answered with something else than success.
public final class NvmlException extends Exception {

  /// The GPU has fallen off the bus or is otherwise out of reach.
  public static final int GPU_IS_LOST = 15;

  /// The GPU must be reset before anything runs on it again.
  public static final int RESET_REQUIRED = 16;

  private final int code;

  /// @param function that was called
  /// @param code what it returned
  public NvmlException(String function, int code) {
    super("%s answered %d".formatted(function, code));
    this.code = code;
  }

  /// Whether the GPU computes nothing any more.
  public boolean deviceLost() {
    return code == GPU_IS_LOST || code == RESET_REQUIRED;
  }
}
