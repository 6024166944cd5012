package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.worker.gpu.Nvml;
import dev.accrue.worker.gpu.NvmlException;
import dev.accrue.worker.gpu.NvmlLibrary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /// What the worker offers.
  ///
  /// @throws NoGpusException where it is to offer GPUs and cannot
  static DeviceProbe devices(WorkerOptions options) throws NoGpusException {
    return options.gpus()
        ? gpus()
        : new SlotProbe(slots(options), ProcessUsage::find, System::nanoTime);
  }

  private static DeviceProbe gpus() throws NoGpusException {
    requireLibtorchForGpus(System.getenv());
    List<String> whyNot = new ArrayList<>();
    Optional<Nvml> nvml = NvmlLibrary.find(whyNot::add);
    try {
      if (nvml.isPresent() && nvml.get().deviceCount() > 0) {
        return new GpuProbe(nvml.get(), cores());
      }
    } catch (NvmlException e) {
      whyNot.add("a GPU does not answer: " + e.getMessage());
    }
    throw new NoGpusException(
        "--gpus is given, but there are no GPUs to offer%s; leave it out to offer the processor"
            .formatted(whyNot.isEmpty() ? "" : " (" + String.join("; ", whyNot) + ")"));
  }

  /// The libtorch in the jar is for processors; every trainer on a GPU would fail.
  ///
  /// @throws NoGpusException where the environment names no other
  static void requireLibtorchForGpus(Map<String, String> environment) throws NoGpusException {
    String flavor = environment.getOrDefault("PYTORCH_FLAVOR", "");
    if (!environment.containsKey("PYTORCH_LIBRARY_PATH") || !flavor.startsWith("cu")) {
      throw new NoGpusException(
          "--gpus is given, but the libtorch that comes with Accrue is for processors; set"
              + " PYTORCH_LIBRARY_PATH to a folder with libtorch 2.7.1 for CUDA, PYTORCH_VERSION to"
              + " 2.7.1 and PYTORCH_FLAVOR to cu128 (docs/operating.md, GPUs)");
    }
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
  private static List<DeviceInfo> slots(WorkerOptions options) {
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
