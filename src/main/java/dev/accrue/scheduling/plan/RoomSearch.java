package dev.accrue.scheduling.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Looks for devices that are free now. It takes the smallest hole that does, so that large ones
/// stay whole, and shares a device that is shared already before it opens another.
final class RoomSearch {

  private RoomSearch() {}

  /// Devices that are kept for nobody.
  static @Nullable Spot findFree(Shape shape) {
    return find(shape, shape.site.roomy(), Moments.NEVER);
  }

  /// Devices that may be kept, where the job leaves them in time.
  static @Nullable Spot findKept(Shape shape, long end) {
    return end == Moments.NEVER
        ? null
        : find(shape, shape.site.pools.stream().filter(Pool::hasKept).toList(), end);
  }

  /// Devices of one pool that are kept for nobody.
  static @Nullable Spot findFree(Pool pool, Need need) {
    int[] devices = pick(pool, need, Moments.NEVER);
    return devices == null ? null : new Spot(pool, devices);
  }

  static @Nullable Spot findLater(Shape shape) {
    for (Pool pool : shape.site.pools) {
      Spot spot = findLater(pool, shape.need);
      if (spot != null) {
        return spot;
      }
    }
    return null;
  }

  /// Devices of one pool that nobody will hold once those who were told to leave have left.
  static @Nullable Spot findLater(Pool pool, Need need) {
    if (pool.size() < need.devices()) {
      return null;
    }
    int[] devices = new int[need.devices()];
    int count = 0;
    for (int device = 0; device < pool.size() && count < devices.length; device++) {
      if (!pool.isKept(device) && pool.fitsLater(device, need)) {
        devices[count++] = device;
      }
    }
    return count < devices.length ? null : new Spot(pool, devices);
  }

  private static @Nullable Spot find(Shape shape, Iterable<Pool> pools, long end) {
    Spot best = null;
    for (Pool pool : pools) {
      int[] devices = pick(pool, shape.need, end);
      if (devices != null) {
        Spot spot = new Spot(pool, devices);
        if (best == null || compare(spot, best, shape.need) < 0) {
          best = spot;
        }
      }
    }
    return best;
  }

  private static int compare(Spot one, Spot other, Need need) {
    int order = Integer.compare(opened(one), opened(other));
    if (order == 0 && need.deviceMemoryBytes() != null) {
      order = Long.compare(free(one), free(other));
    }
    if (order == 0) {
      order = Integer.compare(one.pool().countFittingNow(need), other.pool().countFittingNow(need));
    }
    return order;
  }

  private static int opened(Spot spot) {
    int opened = 0;
    for (int device : spot.devices()) {
      opened += spot.pool().held[device] == 0 ? 1 : 0;
    }
    return opened;
  }

  private static long free(Spot spot) {
    long free = 0;
    for (int device : spot.devices()) {
      free += spot.pool().free[device];
    }
    return free;
  }

  private static int @Nullable [] pick(Pool pool, Need need, long end) {
    if (pool.size() < need.devices()) {
      return null;
    }
    int[] found = new int[pool.size()];
    int count = 0;
    for (int device = 0; device < found.length; device++) {
      if (pool.keptFrom[device] >= end && pool.fitsNow(device, need)) {
        int at = count++;
        while (at > 0 && isBetter(pool, device, found[at - 1])) {
          found[at] = found[at - 1];
          at--;
        }
        found[at] = device;
      }
    }
    return count < need.devices() ? null : Arrays.copyOf(found, need.devices());
  }

  private static boolean isBetter(Pool pool, int one, int other) {
    if (pool.keptFrom[one] != pool.keptFrom[other]) {
      return pool.keptFrom[one] > pool.keptFrom[other];
    }
    boolean isOpen = pool.held[one] > 0;
    if (isOpen != pool.held[other] > 0) {
      return isOpen;
    }
    return pool.free[one] < pool.free[other];
  }

  /// Until when a job may at most run in order to get devices that are kept for others.
  static long latestEnd(Shape shape) {
    long latest = 0;
    for (Pool pool : shape.site.pools) {
      if (pool.hasKept()) {
        latest = Math.max(latest, latestEnd(pool, shape.need));
      }
    }
    return latest;
  }

  private static long latestEnd(Pool pool, Need need) {
    long[] ends = new long[pool.size()];
    int count = 0;
    for (int device = 0; device < ends.length; device++) {
      if (pool.fitsNow(device, need)) {
        ends[count++] = pool.keptFrom[device];
      }
    }
    Arrays.sort(ends, 0, count);
    return count < need.devices() ? 0 : ends[count - need.devices()];
  }
}
