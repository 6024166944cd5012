package dev.accrue.scheduling.bench;

import java.util.Random;

/// How large and how long a job is. The durations follow figure 2 of Jeon et al., Analysis of
/// Large-Scale Multi-Tenant GPU Clusters for DNN Training Workloads, USENIX ATC 2019, as the
/// notebook beside Microsoft's Philly traces draws it: half of the jobs with 1 GPU end within 18
/// minutes and 84 % within 2 hours, of those with 2 to 4 within 28 minutes and a day and a half, of
/// those with 5 to 8 within 3 hours and two days. Log-normal distributions with these medians are
/// cut at a time limit. How many jobs ask for how many devices is made up, with most for 1 and the
/// rest mostly for powers of 2.
///
/// @param memoryBytes of the device; 0 is all of it
record JobShape(int devices, long memoryBytes, double medianMillis, double sigma) {

  private static final double MINUTE_MILLIS = 60_000;
  private static final long SHORTEST_MILLIS = 30_000;
  private static final long GIB = 1L << 30;

  /// Jobs with one device that say how much of its memory they need.
  private static final double SHARING = 0.3;

  /// For each number of devices from 1 on, how many of 1000 jobs need it.
  private static final int[] PER_MILLE = {700, 120, 10, 80, 5, 5, 0, 80};

  static JobShape draw(Random random) {
    int left = random.nextInt(1000);
    int devices = 1;
    while (left >= PER_MILLE[devices - 1]) {
      left -= PER_MILLE[devices - 1];
      devices++;
    }
    return of(devices, random);
  }

  static JobShape of(int devices, Random random) {
    if (devices == 1) {
      long memoryBytes = random.nextDouble() < SHARING ? 4 * GIB * (1 + random.nextInt(5)) : 0;
      return new JobShape(1, memoryBytes, 18 * MINUTE_MILLIS, 2.0);
    }
    return devices <= 4
        ? new JobShape(devices, 0, 28 * MINUTE_MILLIS, 2.6)
        : new JobShape(devices, 0, 170 * MINUTE_MILLIS, 2.4);
  }

  double drawMillis(Random random) {
    return medianMillis * Math.exp(sigma * random.nextGaussian());
  }

  static long within(double millis, long longestMillis) {
    return Math.clamp(Math.round(millis), SHORTEST_MILLIS, longestMillis);
  }

  /// Optimizer steps of half a second, give or take; made up.
  static long drawStepMillis(Random random) {
    return Math.clamp(Math.round(500 * Math.exp(1.5 * random.nextGaussian())), 1, 120_000);
  }

  /// Half of the durations are known, within a factor of 1.5 mostly; made up. 0 is not known.
  static long drawExpectedMillis(long workMillis, Random random) {
    double known = workMillis * Math.exp(0.4 * random.nextGaussian());
    return random.nextBoolean() ? Math.round(known) : 0;
  }
}
