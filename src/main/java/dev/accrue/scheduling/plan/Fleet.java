package dev.accrue.scheduling.plan;

import dev.accrue.api.worker.DeviceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All pools, and which of them a need allows.
final class Fleet {

  /// Where a device is.
  record Slot(Pool pool, int device) {}

  private record SiteKey(Map<String, String> selector, @Nullable DeviceKind kind) {}

  private final List<Pool> pools = new ArrayList<>();
  private final Map<UUID, Slot> slots = new HashMap<>();
  private final Sites open;
  private final Sites draining;

  /// Sites over some of the pools.
  private static final class Sites {
    private final List<Pool> pools;
    private final Map<Map.Entry<String, String>, List<Pool>> byLabel = new HashMap<>();
    private final Map<SiteKey, Site> sites = new HashMap<>();

    Sites(List<Pool> pools) {
      this.pools = pools;
      for (Pool pool : pools) {
        for (Map.Entry<String, String> label : pool.worker.labels().entrySet()) {
          byLabel
              .computeIfAbsent(Map.entry(label.getKey(), label.getValue()), _ -> new ArrayList<>())
              .add(pool);
        }
      }
    }

    Site find(Need need) {
      return sites.computeIfAbsent(new SiteKey(need.selector(), need.kind()), this::make);
    }

    private Site make(SiteKey key) {
      List<Pool> fewest = pools;
      for (Map.Entry<String, String> label : key.selector().entrySet()) {
        List<Pool> some = byLabel.getOrDefault(label, List.of());
        fewest = some.size() < fewest.size() ? some : fewest;
      }
      return new Site(
          fewest.stream()
              .filter(pool -> key.kind() == null || pool.kind() == key.kind())
              .filter(
                  pool -> pool.worker.labels().entrySet().containsAll(key.selector().entrySet()))
              .toList());
    }
  }

  Fleet(List<Worker> workers, List<Device> devices) {
    Map<UUID, List<Device>> byWorker = new HashMap<>();
    devices.forEach(
        device -> byWorker.computeIfAbsent(device.workerId(), _ -> new ArrayList<>()).add(device));
    workers.stream()
        .sorted(Comparator.comparing(Worker::name).thenComparing(Worker::id))
        .forEach(worker -> addPools(worker, byWorker.getOrDefault(worker.id(), List.of())));
    open = new Sites(pools.stream().filter(pool -> !pool.worker.draining()).toList());
    draining = new Sites(pools.stream().filter(pool -> pool.worker.draining()).toList());
  }

  private void addPools(Worker worker, List<Device> devices) {
    Map<DeviceKind, List<Device>> byKind = new EnumMap<>(DeviceKind.class);
    devices.stream()
        .sorted(Comparator.comparingInt(Device::ordinal).thenComparing(Device::id))
        .forEach(
            device -> byKind.computeIfAbsent(device.kind(), _ -> new ArrayList<>()).add(device));
    for (List<Device> some : byKind.values()) {
      Pool pool = new Pool(pools.size(), worker, List.copyOf(some));
      pools.add(pool);
      for (int device = 0; device < some.size(); device++) {
        slots.put(some.get(device).id(), new Slot(pool, device));
      }
    }
  }

  @Nullable Slot find(UUID deviceId) {
    return slots.get(deviceId);
  }

  Slot fetch(UUID deviceId) {
    Slot slot = slots.get(deviceId);
    if (slot == null) {
      throw new IllegalArgumentException(
          "device %s is not part of the cluster".formatted(deviceId));
    }
    return slot;
  }

  int countPools() {
    return pools.size();
  }

  /// The pools that may take a job.
  Site site(Need need) {
    return open.find(need);
  }

  /// The pools that could, if they were not being drained.
  Site drainingSite(Need need) {
    return draining.find(need);
  }
}
