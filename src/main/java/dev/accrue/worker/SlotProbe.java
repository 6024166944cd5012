package dev.accrue.worker;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// CPU slots. What they use is what their trainers do; a trainer on several counts for each in
/// equal parts.
final class SlotProbe implements DeviceProbe {

  private static final double PERCENT = 100;

  private final List<DeviceInfo> devices;
  private final LongFunction<Optional<ProcessUsage>> processes;
  private final LongSupplier nanoTime;

  /// By process, as of the last look.
  private Map<Long, ProcessUsage> before = Map.of();

  private @Nullable Long lookedAtNanos;

  SlotProbe(
      List<DeviceInfo> devices,
      LongFunction<Optional<ProcessUsage>> processes,
      LongSupplier nanoTime) {
    this.devices = List.copyOf(devices);
    this.processes = processes;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<DeviceInfo> devices() {
    return devices;
  }

  /// The first look knows of no time before it, so it tells no utilization.
  @Override
  public Look look(List<RunningTrainer> trainers) {
    long now = nanoTime.getAsLong();
    double[] processorNanos = new double[devices.size()];
    long[] residentBytes = new long[devices.size()];
    Map<Long, ProcessUsage> current = new HashMap<>();
    for (RunningTrainer trainer : trainers) {
      Optional<ProcessUsage> usage = processes.apply(trainer.pid());
      if (usage.isEmpty()) {
        continue;
      }
      current.put(trainer.pid(), usage.get());
      long nanos = usage.get().processorTime().toNanos() - nanosBefore(trainer.pid());
      int parts = trainer.ordinals().size();
      for (int ordinal : trainer.ordinals()) {
        processorNanos[ordinal] += (double) Math.max(0, nanos) / parts;
        residentBytes[ordinal] += usage.get().residentBytes() / parts;
      }
    }
    List<DeviceSample> samples = new ArrayList<>();
    for (DeviceInfo device : devices) {
      int ordinal = device.ordinal();
      samples.add(
          new DeviceSample(
              ordinal,
              utilizationPercent(processorNanos[ordinal], now, device.threads()),
              residentBytes[ordinal],
              null,
              null));
    }
    before = current;
    lookedAtNanos = now;
    return new Look(samples, List.of());
  }

  private long nanosBefore(long pid) {
    ProcessUsage usage = before.get(pid);
    return usage == null ? 0 : usage.processorTime().toNanos();
  }

  private @Nullable Double utilizationPercent(double processorNanos, long now, int threads) {
    if (lookedAtNanos == null || now <= lookedAtNanos) {
      return null;
    }
    double possible = (double) (now - lookedAtNanos) * threads;
    return Math.min(PERCENT, PERCENT * processorNanos / possible);
  }
}
