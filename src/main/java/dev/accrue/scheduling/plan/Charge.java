package dev.accrue.scheduling.plan;

import java.util.Locale;

/// Devices as quotas count them, in millionths: a part of a device counts as its part of the
/// memory. Whole numbers add up to the same sum in any order.
final class Charge {

  static final long WHOLE = 1_000_000;

  private Charge() {}

  static long ofDevices(long devices) {
    return devices * WHOLE;
  }

  static long of(long heldBytes, long memoryBytes) {
    if (heldBytes >= memoryBytes) {
      return WHOLE;
    }
    return (long) Math.ceil((double) WHOLE * Math.max(0, heldBytes) / memoryBytes);
  }

  static double devices(long charge) {
    return (double) charge / WHOLE;
  }

  /// Such as "3" or "3.5".
  static String words(long charge) {
    return charge % WHOLE == 0
        ? Long.toString(charge / WHOLE)
        : String.format(Locale.ROOT, "%.2f", devices(charge));
  }
}
