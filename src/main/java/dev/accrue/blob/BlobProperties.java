package dev.accrue.blob;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where new blobs go, and how long blobs that nothing names are kept.
///
/// @param sweepInterval time between two sweeps
/// @param grace how long a blob may wait between its upload and its first name
/// @param store where the bytes of new blobs go
@ConfigurationProperties("accrue.blob")
record BlobProperties(
    @DefaultValue("10m") Duration sweepInterval,
    @DefaultValue("6h") Duration grace,
    @DefaultValue("postgres") Store store) {

  /// Where bytes may lie.
  enum Store {
    POSTGRES,
    S3
  }

  BlobProperties {
    if (!sweepInterval.isPositive()) {
      throw new IllegalArgumentException(
          "accrue.blob.sweep-interval must be positive, but is " + sweepInterval);
    }
    if (grace.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "accrue.blob.grace must be at least 1m, or uploads vanish before they are named, but is "
              + grace);
    }
  }
}
