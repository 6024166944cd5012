package dev.accrue.scheduling.plan;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// Devices of a pool for one job.
final class Spot {

  private final Pool pool;
  private final int[] devices;

  Spot(Pool pool, int[] devices) {
    this.pool = pool;
    this.devices = devices;
  }

  Pool pool() {
    return pool;
  }

  /// Not to be changed.
  int[] devices() {
    return devices;
  }

  List<UUID> deviceIds() {
    return Arrays.stream(devices).mapToObj(it -> pool.devices.get(it).id()).toList();
  }

  List<DeviceShare> shares(Need need) {
    return Arrays.stream(devices)
        .mapToObj(it -> new DeviceShare(pool.devices.get(it).id(), pool.bytesOf(it, need)))
        .toList();
  }

  long[] bytes(Need need) {
    return Arrays.stream(devices).mapToLong(it -> pool.bytesOf(it, need)).toArray();
  }

  /// What it counts for, which is no more than the need's charge.
  long charge(Need need) {
    long charge = 0;
    for (int device : devices) {
      charge += Charge.of(pool.bytesOf(device, need), pool.devices.get(device).memoryBytes());
    }
    return charge;
  }

  /// Such as "devices 0, 1 of worker north".
  String words() {
    String ordinals =
        Arrays.stream(devices)
            .mapToObj(it -> Integer.toString(pool.devices.get(it).ordinal()))
            .collect(Collectors.joining(", "));
    return "%s %s of worker %s"
        .formatted(devices.length == 1 ? "device" : "devices", ordinals, pool.worker.name());
  }
}
