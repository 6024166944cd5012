package dev.accrue.upload;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What uploads may take.
///
/// @param maxBytes of one file
/// @param maxPerTeam uploads of a team that are not expired, complete or not
/// @param expiry how long an upload lives from its beginning
/// @param sweepInterval time between two sweeps of expired uploads
@ConfigurationProperties("accrue.upload")
record UploadProperties(
    @DefaultValue("17179869184") long maxBytes,
    @DefaultValue("100") int maxPerTeam,
    @DefaultValue("24h") Duration expiry,
    @DefaultValue("10m") Duration sweepInterval) {

  UploadProperties {
    if (maxBytes <= 0 || maxPerTeam <= 0) {
      throw new IllegalArgumentException(
          "accrue.upload.max-bytes (%d) and accrue.upload.max-per-team (%d) must be positive"
              .formatted(maxBytes, maxPerTeam));
    }
    if (!expiry.isPositive() || !sweepInterval.isPositive()) {
      throw new IllegalArgumentException(
          "accrue.upload.expiry (%s) and accrue.upload.sweep-interval (%s) must be positive"
              .formatted(expiry, sweepInterval));
    }
  }
}
