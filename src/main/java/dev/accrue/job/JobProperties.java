package dev.accrue.job;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How often and how soon jobs are tried again.
///
/// @param maxLossesInARow a job that loses its worker so often without a new checkpoint fails
/// @param retryPause before the first retry; doubled for each one after it
/// @param retryPauseLimit the longest pause
@ConfigurationProperties("accrue.job")
record JobProperties(
    @DefaultValue("5") int maxLossesInARow,
    @DefaultValue("5s") Duration retryPause,
    @DefaultValue("10m") Duration retryPauseLimit) {

  private static final double JITTER = 0.25;
  private static final int MAX_DOUBLINGS = 30;

  JobProperties {
    if (maxLossesInARow < 1) {
      throw new IllegalArgumentException(
          "accrue.job.max-losses-in-a-row must be at least 1, but is " + maxLossesInARow);
    }
    if (retryPause.isNegative() || retryPauseLimit.compareTo(retryPause) < 0) {
      throw new IllegalArgumentException(
          "accrue.job.retry-pause (%s) must not be negative or longer than accrue.job.retry-pause-limit (%s)"
              .formatted(retryPause, retryPauseLimit));
    }
  }

  /// The pause after a job failed, up to a quarter more or less, so that jobs that failed together
  /// do not come back together. The same for the same job and number of retries.
  Duration retryPause(UUID jobId, int retriesBefore) {
    double doubled =
        Math.scalb((double) retryPause.toMillis(), Math.min(retriesBefore, MAX_DOUBLINGS));
    double pause = Math.min(doubled, (double) retryPauseLimit.toMillis());
    long seed = jobId.getMostSignificantBits() ^ jobId.getLeastSignificantBits() ^ retriesBefore;
    double jitter = new SplittableRandom(seed).nextDouble(-JITTER, JITTER);
    return Duration.ofMillis(Math.round(pause * (1 + jitter)));
  }
}
