package dev.accrue.scheduling.plan;

import java.util.Comparator;
import java.util.List;

/// Attempts of a pool that could leave, and the devices that a job gets then.
///
/// @param victims may be empty, where enough were told to leave already
record Eviction(Spot spot, List<Holder> victims) {

  /// Cheapest first: no attempt of a high priority leaves where one of a low would do.
  static final Comparator<Eviction> CHEAPEST_FIRST =
      Comparator.comparingInt(Eviction::highestPriority)
          .thenComparingDouble(Eviction::lostDeviceSeconds)
          .thenComparingInt(it -> it.victims().size())
          .thenComparingInt(it -> it.spot().pool().index);

  private int highestPriority() {
    return victims.stream().mapToInt(it -> it.victim().priority()).max().orElse(Integer.MIN_VALUE);
  }

  private double lostDeviceSeconds() {
    return victims.stream().mapToDouble(Holder::lostDeviceSeconds).sum();
  }
}
