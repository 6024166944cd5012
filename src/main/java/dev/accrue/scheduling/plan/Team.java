package dev.accrue.scheduling.plan;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A team and what it may have. How many jobs it may queue is checked when a job is submitted.
///
/// @param weight its share relative to other teams'
/// @param guaranteedDevices what it gets back at once, when others borrowed it
/// @param deviceLimit most devices it holds at a time; null for no limit
/// @param usageDeviceSeconds what it used so far, decayed to the cluster's `now` (see [FairShare])
/// @param runningJobsLimit null for no limit
/// @param runningJobsPerUserLimit most jobs of one of its users at a time; null for no limit
public record Team(
    UUID id,
    String name,
    double weight,
    int guaranteedDevices,
    @Nullable Integer deviceLimit,
    double usageDeviceSeconds,
    @Nullable Integer runningJobsLimit,
    @Nullable Integer runningJobsPerUserLimit) {

  public Team {
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight of team %s is %s".formatted(name, weight));
    }
    if (!(usageDeviceSeconds >= 0 && usageDeviceSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "usage of team %s is %s".formatted(name, usageDeviceSeconds));
    }
    if (guaranteedDevices < 0) {
      throw new IllegalArgumentException(
          "team %s has %d guaranteed devices".formatted(name, guaranteedDevices));
    }
  }
}
