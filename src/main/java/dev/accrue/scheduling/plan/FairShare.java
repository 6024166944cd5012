package dev.accrue.scheduling.plan;

import java.time.Duration;

/// What a team's use of devices counts for, the longer ago the less: a device-second is worth
/// `2^(-age / halfLife)`.
public final class FairShare {

  private FairShare() {}

  /// What a usage counts for a while later.
  public static double decayed(double deviceSeconds, Duration later, Duration halfLife) {
    return deviceSeconds * factor(later, halfLife);
  }

  /// What devices that were held all the time up to now count for now: the integral of the decay
  /// over the time.
  public static double used(double devices, Duration held, Duration halfLife) {
    double timeConstantSeconds = Moments.seconds(halfLife) / Math.log(2);
    return devices * timeConstantSeconds * (1 - factor(held, halfLife));
  }

  private static double factor(Duration age, Duration halfLife) {
    return Math.pow(2, -Moments.seconds(age) / Moments.seconds(halfLife));
  }
}
