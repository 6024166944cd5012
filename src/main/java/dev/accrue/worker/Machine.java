package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

  /// Memory that a new process could have without taking it from others: what the kernel calls
  /// available, or what is left of the container's limit.
  static long availableMemoryBytes() {
    long free =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getFreeMemorySize();
    Map<String, Long> kernel = kernelMemory();
    boolean contained = memoryBytes() < kernel.getOrDefault("MemTotal", 0L);
    return contained ? free : kernel.getOrDefault("MemAvailable", free);
  }

  private static Map<String, Long> kernelMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .map(line -> line.split("[: ]+", -1))
          .filter(words -> words.length == 3 && words[2].equals("kB"))
          .collect(Collectors.toMap(words -> words[0], words -> Long.parseLong(words[1]) << 10));
    } catch (IOException e) {
      return Map.of(); // not Linux
    }
  }

  /// One device per CPU slot.
  static List<DeviceInfo> devices(WorkerOptions options) {
    return IntStream.range(0, options.cpuSlots())
        .mapToObj(ordinal ->
            new DeviceInfo(
                ordinal,
                DeviceKind.CPU,
                "CPU slot %d (%d threads)".formatted(ordinal, options.threadsPerSlot()),
                options.memoryBytesPerSlot(),
                options.threadsPerSlot()))
        .toList();
  }
}
