package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

/// What this machine offers.
final class Machine {

  private Machine() {}

  /// Cores that this process may use.
  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /// Physical memory, or the container's limit where there is one.
  static long memoryBytes() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  /// One device per CPU slot.
  static List<DeviceInfo> devices(WorkerOptions options) {
    return IntStream.range(0, options.cpuSlots())
        .mapToObj(ordinal ->
            DeviceInfo.cpuSlot(
                ordinal,
                "CPU slot %d (%d threads)".formatted(ordinal, options.threadsPerSlot()),
                options.memoryBytesPerSlot(),
                options.threadsPerSlot()))
        .toList();
  }
}
