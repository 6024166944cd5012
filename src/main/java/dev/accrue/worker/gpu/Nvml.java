package dev.accrue.worker.gpu;

/// What is asked of NVIDIA's management library. A GPU's index stays the same for as long as the
/// library is open.
public interface Nvml {

  /// The driver's version, such as `580.65.06`.
  String driverVersion() throws NvmlException;

  /// How many GPUs this process may see.
  int deviceCount();

  /// The driver's name for the very card, such as `GPU-8f3c…`.
  String uuid(int index) throws NvmlException;

  /// The product's name.
  String name(int index) throws NvmlException;

  /// Its memory, in bytes.
  Memory memory(int index) throws NvmlException;

  /// Percent of the last sample period in which something ran on it.
  int utilizationPercent(int index) throws NvmlException;

  /// The chip's temperature.
  int temperatureCelsius(int index) throws NvmlException;

  /// What the whole board draws.
  int powerMilliwatts(int index) throws NvmlException;

  /// A device's memory.
  ///
  /// @param usedBytes by all processes together
  record Memory(long totalBytes, long usedBytes) {}
}
