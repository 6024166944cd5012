package dev.accrue.scheduling.plan;

import dev.accrue.api.worker.DeviceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The devices of one kind of a worker, and what is free of them. Two accounts are kept: what is
/// free now, and what will be once those who were told to leave have left and those who were
/// promised their place have come. During a plan, what is free now only shrinks.
final class Pool {

  final int index;
  final Worker worker;
  final List<Device> devices;
  final List<Holder> holders = new ArrayList<>();

  final long[] free;
  final int[] held;
  final long[] laterFree;
  final int[] laterHeld;

  /// When the job that a device is kept for will begin; [Moments#NEVER] for none.
  final long[] keptFrom;

  private int kept;
  private @Nullable List<Holder> victims;
  private @Nullable List<Holder> byEnd;

  Pool(int index, Worker worker, List<Device> devices) {
    this.index = index;
    this.worker = worker;
    this.devices = devices;
    this.free = devices.stream().mapToLong(Device::memoryBytes).toArray();
    this.laterFree = free.clone();
    this.held = new int[devices.size()];
    this.laterHeld = new int[devices.size()];
    this.keptFrom = new long[devices.size()];
    Arrays.fill(keptFrom, Moments.NEVER);
  }

  DeviceKind kind() {
    return devices.getFirst().kind();
  }

  int size() {
    return devices.size();
  }

  /// Whether the device would do if nothing else ran.
  boolean isCapable(int device, Need need) {
    Long bytes = need.deviceMemoryBytes();
    return bytes == null || devices.get(device).memoryBytes() >= bytes;
  }

  int countCapable(Need need) {
    if (need.deviceMemoryBytes() == null) {
      return size();
    }
    int count = 0;
    for (int device = 0; device < size(); device++) {
      count += isCapable(device, need) ? 1 : 0;
    }
    return count;
  }

  boolean isKept(int device) {
    return keptFrom[device] != Moments.NEVER;
  }

  boolean hasKept() {
    return kept > 0;
  }

  /// Whether the device is free now and is not promised.
  boolean fitsNow(int device, Need need) {
    return fits(free[device], held[device], need) && fitsLater(device, need);
  }

  boolean fitsLater(int device, Need need) {
    return fits(laterFree[device], laterHeld[device], need);
  }

  static boolean fits(long free, int held, Need need) {
    Long bytes = need.deviceMemoryBytes();
    return bytes == null ? held == 0 : free >= bytes;
  }

  /// How many devices fit, kept ones among them.
  int countFittingNow(Need need) {
    int count = 0;
    for (int device = 0; device < free.length; device++) {
      if (fitsNow(device, need)) {
        count++;
      }
    }
    return count;
  }

  /// Whether anything at all may still be given.
  boolean hasRoom() {
    for (int device = 0; device < free.length; device++) {
      if (free[device] > 0 && laterFree[device] > 0 && !isKept(device)) {
        return true;
      }
    }
    return false;
  }

  long bytesOf(int device, Need need) {
    Long bytes = need.deviceMemoryBytes();
    return bytes == null ? devices.get(device).memoryBytes() : bytes;
  }

  /// Gives devices now.
  void add(Holder holder) {
    holders.add(holder);
    byEnd = null;
    for (int i = 0; i < holder.devices.length; i++) {
      int device = holder.devices[i];
      free[device] -= holder.bytes[i];
      held[device]++;
      if (!holder.leaving) {
        laterFree[device] -= holder.bytes[i];
        laterHeld[device]++;
      }
    }
  }

  /// Gives devices to somebody once those who leave have left.
  void promise(Holder holder) {
    holders.add(holder);
    byEnd = null;
    for (int i = 0; i < holder.devices.length; i++) {
      laterFree[holder.devices[i]] -= holder.bytes[i];
      laterHeld[holder.devices[i]]++;
    }
  }

  /// Tells somebody to leave.
  void evict(Holder holder) {
    holder.leaving = true;
    for (int i = 0; i < holder.devices.length; i++) {
      laterFree[holder.devices[i]] += holder.bytes[i];
      laterHeld[holder.devices[i]]--;
    }
  }

  /// @param from [Moments#NEVER] when nobody knows
  void keep(int device, long from) {
    if (!isKept(device)) {
      kept++;
    }
    keptFrom[device] = Moments.surelyBefore(from);
  }

  /// Those who hold something, soonest end first.
  List<Holder> byEnd() {
    if (byEnd == null) {
      byEnd = holders.stream().sorted(Comparator.comparingLong(it -> it.endsAt)).toList();
    }
    return byEnd;
  }

  /// Those who could be told to leave, cheapest first.
  List<Holder> victims() {
    if (victims == null) {
      victims =
          holders.stream().filter(Holder::isPreemptible).sorted(Holder.CHEAPEST_FIRST).toList();
    }
    return victims;
  }
}
