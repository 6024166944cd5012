package dev.accrue.scheduling;

import java.time.Duration;

/// How much of a server's time goes into a queue that is long.
final class LongQueue {

  /// A queue that is not longer is looked at as a whole each time; of a longer one, so many jobs.
  static final int MOST_AT_ONCE = 5_000;

  static final int FEWEST_OF_A_TEAM = 10;

  /// What takes long because the queue is, is done for one part in so many of the time.
  private static final int SHARE = 20;

  private LongQueue() {}

  /// From the beginning of something that took so long to when it may be done again.
  static Duration pause(Duration taken) {
    return taken.multipliedBy(SHARE);
  }
}
