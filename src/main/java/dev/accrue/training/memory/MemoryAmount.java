package dev.accrue.training.memory;

import java.util.Locale;

/// Bytes as people read them.
public final class MemoryAmount {

  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;

  private MemoryAmount() {}

  /// Such as `512.0 MiB`.
  public static String text(long bytes) {
    return bytes < 10 * GIB
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / MIB)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
