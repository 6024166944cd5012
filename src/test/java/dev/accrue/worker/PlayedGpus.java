package dev.accrue.worker;

import dev.accrue.worker.gpu.Nvml;
import dev.accrue.worker.gpu.NvmlException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A machine with GPUs that can be lost and that may lack sensors.
final class PlayedGpus implements Nvml {

  private static final int NOT_SUPPORTED = 3;

  final List<Gpu> gpus = new ArrayList<>();
  final Set<Integer> lost = new HashSet<>();
  boolean withoutSensors;

  record Gpu(
      String uuid, String name, Memory memory, int utilization, int celsius, int milliwatts) {}

  PlayedGpus with(String uuid) {
    gpus.add(new Gpu(uuid, "NVIDIA A100", new Memory(40L << 30, 3L << 30), 75, 61, 250_500));
    return this;
  }

  @Override
  public String driverVersion() {
    return "580.65.06";
  }

  @Override
  public int deviceCount() {
    return gpus.size();
  }

  @Override
  public String uuid(int index) throws NvmlException {
    return gpu("nvmlDeviceGetUUID", index).uuid();
  }

  @Override
  public String name(int index) throws NvmlException {
    return gpu("nvmlDeviceGetName", index).name();
  }

  @Override
  public Memory memory(int index) throws NvmlException {
    return gpu("nvmlDeviceGetMemoryInfo", index).memory();
  }

  @Override
  public int utilizationPercent(int index) throws NvmlException {
    return gpu("nvmlDeviceGetUtilizationRates", index).utilization();
  }

  @Override
  public int temperatureCelsius(int index) throws NvmlException {
    return sensor("nvmlDeviceGetTemperature", index).celsius();
  }

  @Override
  public int powerMilliwatts(int index) throws NvmlException {
    return sensor("nvmlDeviceGetPowerUsage", index).milliwatts();
  }

  private Gpu sensor(String function, int index) throws NvmlException {
    if (withoutSensors) {
      throw new NvmlException(function, NOT_SUPPORTED);
    }
    return gpu(function, index);
  }

  private Gpu gpu(String function, int index) throws NvmlException {
    if (lost.contains(index)) {
      throw new NvmlException(function, NvmlException.GPU_IS_LOST);
    }
    return gpus.get(index);
  }
}
