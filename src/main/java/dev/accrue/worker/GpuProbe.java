package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.DeviceSample;
import dev.accrue.api.worker.WorkerProblem;
import dev.accrue.worker.gpu.Nvml;
import dev.accrue.worker.gpu.NvmlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The NVIDIA GPUs of this machine.
final class GpuProbe implements DeviceProbe {

  private static final double MILLI = 1e-3;

  private final Nvml nvml;
  private final List<DeviceInfo> devices;

  /// @param cores that the GPUs' trainers share
  GpuProbe(Nvml nvml, int cores) throws NvmlException {
    this.nvml = nvml;
    String driver = nvml.driverVersion();
    List<DeviceInfo> found = new ArrayList<>();
    for (int index = 0; index < nvml.deviceCount(); index++) {
      found.add(
          new DeviceInfo(
              index,
              DeviceKind.CUDA,
              nvml.name(index),
              nvml.memory(index).totalBytes(),
              Math.max(1, cores / nvml.deviceCount()),
              nvml.uuid(index),
              driver));
    }
    this.devices = List.copyOf(found);
  }

  @Override
  public List<DeviceInfo> devices() {
    return devices;
  }

  @Override
  public Look look(List<RunningTrainer> trainers) {
    List<DeviceSample> samples = new ArrayList<>();
    List<WorkerProblem> problems = new ArrayList<>();
    for (DeviceInfo device : devices) {
      try {
        samples.add(sample(device.ordinal()));
      } catch (NvmlException e) {
        String message =
            "%s (%s) is lost: %s".formatted(device.name(), device.uuid(), e.getMessage());
        problems.add(new WorkerProblem(device.ordinal(), message));
      }
    }
    return new Look(samples, problems);
  }

  private DeviceSample sample(int index) throws NvmlException {
    Integer utilization = findValue(() -> nvml.utilizationPercent(index));
    Long used = findValue(() -> nvml.memory(index).usedBytes());
    Integer temperature = findValue(() -> nvml.temperatureCelsius(index));
    Integer milliwatts = findValue(() -> nvml.powerMilliwatts(index));
    return new DeviceSample(
        index,
        utilization == null ? null : utilization.doubleValue(),
        used,
        temperature == null ? null : temperature.doubleValue(),
        milliwatts == null ? null : milliwatts * MILLI);
  }

  private interface Question<T> {
    T ask() throws NvmlException;
  }

  /// Not every GPU has every sensor.
  ///
  /// @throws NvmlException where the GPU is lost
  private static <T> @Nullable T findValue(Question<T> question) throws NvmlException {
    try {
      return question.ask();
    } catch (NvmlException e) {
      if (e.deviceLost()) {
        throw e;
      }
      return null;
    }
  }
}
