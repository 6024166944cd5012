package dev.accrue.scheduling;

import java.time.Duration;

/// How much of a server's time goes into a queue that is long.
final class LongQueue {

  /// A queue that is not longer is looked at as a whole each time; of a longer one, so many jobs.
  static final int MOST_AT_ONCE = 5_000;

  private static final int FEWEST_OF_A_TEAM = 10;

  /// So that teams whose jobs are many, or may start where others may not, find some that fit.
  private static final int JOBS_FOR_A_DEVICE = 4;

  /// What takes long because the queue is, is done for one part in so many of the time.
  private static final int SHARE = 20;

  private LongQueue() {}

  /// How many of each team's first jobs to look at.
  ///
  /// @param freeDevices with room for a job
  /// @param teams with jobs that wait
  static int headsOfATeam(int freeDevices, int teams) {
    int jobs = Math.min(MOST_AT_ONCE, freeDevices * JOBS_FOR_A_DEVICE);
    return Math.max(FEWEST_OF_A_TEAM, jobs / Math.max(1, teams));
  }

  /// From the beginning of something that took so long to when it may be done again.
  static Duration pause(Duration taken) {
    return taken.multipliedBy(SHARE);
  }
}
