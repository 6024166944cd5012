package dev.accrue.scheduling.plan;

import java.util.Comparator;
import java.util.List;

/// Attempts of a pool that could leave, and the devices that a job gets then.
final class Eviction {

  /// Cheapest first: no attempt of a high priority leaves where one of a low would do.
  static final Comparator<Eviction> CHEAPEST_FIRST =
      Comparator.<Eviction>comparingInt(it -> it.highestPriority)
          .thenComparingDouble(it -> it.lostDeviceSeconds)
          .thenComparingInt(it -> it.victims.size())
          .thenComparingInt(it -> it.spot.pool().index);

  final Spot spot;

  /// Empty where enough were told to leave already.
  final List<Holder> victims;

  private final int highestPriority;
  private final double lostDeviceSeconds;

  Eviction(Spot spot, List<Holder> victims) {
    this.spot = spot;
    this.victims = victims;
    int priority = Integer.MIN_VALUE;
    double lost = 0;
    for (Holder victim : victims) {
      priority = Math.max(priority, victim.victim().priority());
      lost += victim.lostDeviceSeconds();
    }
    this.highestPriority = priority;
    this.lostDeviceSeconds = lost;
  }

  /// Whether the victims leave more than the job takes, once both are entered.
  boolean leavesMore() {
    for (Holder victim : victims) {
      for (int device : victim.devices) {
        if (spot.pool().laterFree[device] > 0) {
          return true;
        }
      }
    }
    return false;
  }
}
