package dev.accrue.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much is kept of what trainers print.
///
/// @param maxSizePerJob text of all attempts of a job together; each attempt may have a small part
///   of it in any case, so that what is tried again is not mute
/// @param grace how long after an attempt's end its last lines are taken
/// @param retention how long lines are kept after their job has ended; null: as long as the job
@ConfigurationProperties("accrue.log")
record LogProperties(
    @DefaultValue("64MB") DataSize maxSizePerJob,
    @DefaultValue("15m") Duration grace,
    @Nullable Duration retention) {

  private static final DataSize LEAST = DataSize.ofKilobytes(64);
  private static final DataSize MOST = DataSize.ofGigabytes(4);
  private static final Duration LONGEST_GRACE = Duration.ofDays(1);
  private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);
  private static final int ATTEMPTS_OF_A_LIMIT = 64;

  LogProperties {
    if (maxSizePerJob.compareTo(LEAST) < 0 || maxSizePerJob.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "accrue.log.max-size-per-job must be 64KB to 4GB, but is " + maxSizePerJob);
    }
    if (!grace.isPositive() || grace.compareTo(LONGEST_GRACE) > 0) {
      throw new IllegalArgumentException("accrue.log.grace must be up to 1d, but is " + grace);
    }
    if (retention != null && retention.compareTo(SHORTEST_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "accrue.log.retention must be 1d or more, but is %s; leave it out to keep all"
              .formatted(retention));
    }
  }

  /// How many bytes may still be added to an attempt's log.
  ///
  /// @param ownBytes of the attempt
  /// @param otherBytes of the other attempts of its job
  long roomBytes(long ownBytes, long otherBytes) {
    long limit = maxSizePerJob.toBytes();
    return Math.max(limit - ownBytes - otherBytes, limit / ATTEMPTS_OF_A_LIMIT - ownBytes);
  }
}
