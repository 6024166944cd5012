package dev.accrue.scheduling.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The pools that a selector and a kind allow.
final class Site {

  /// In a fixed order.
  final List<Pool> pools;

  /// Those where something was free when we last looked. As what is free only shrinks, a pool that
  /// was full need not be looked at again.
  private final List<Pool> roomy;

  /// The most devices of a pool that have at least so much memory, by each memory that occurs.
  private final NavigableMap<Long, Integer> largest = new TreeMap<>();

  private final BitSet indexes = new BitSet();

  Site(List<Pool> pools) {
    this.pools = pools;
    this.roomy = new ArrayList<>(pools);
    for (Pool pool : pools) {
      indexes.set(pool.index);
      NavigableMap<Long, Integer> counts = new TreeMap<>();
      pool.devices.forEach(device -> counts.merge(device.memoryBytes(), 1, Integer::sum));
      int count = 0;
      for (Map.Entry<Long, Integer> entry : counts.descendingMap().entrySet()) {
        count += entry.getValue();
        largest.merge(entry.getKey(), count, Math::max);
      }
    }
    int most = 0;
    for (Map.Entry<Long, Integer> entry : largest.descendingMap().entrySet()) {
      most = Math.max(most, entry.getValue());
      entry.setValue(most);
    }
  }

  boolean contains(Pool pool) {
    return indexes.get(pool.index);
  }

  /// How many devices of one pool could do.
  int largest(Need need) {
    Map.Entry<Long, Integer> entry = largest.ceilingEntry(memory(need));
    return entry == null ? 0 : entry.getValue();
  }

  /// What a job counts for, at most, wherever it goes.
  long charge(Need need) {
    Long bytes = need.deviceMemoryBytes();
    Long smallest = bytes == null ? null : largest.ceilingKey(bytes);
    long each = bytes == null || smallest == null ? Charge.WHOLE : Charge.of(bytes, smallest);
    return need.devices() * each;
  }

  private static long memory(Need need) {
    Long bytes = need.deviceMemoryBytes();
    return bytes == null ? 0 : bytes;
  }

  List<Pool> roomy() {
    roomy.removeIf(pool -> !pool.hasRoom());
    return roomy;
  }
}
