package dev.accrue.checkpoint;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How checkpoints are looked after.
///
/// @param retentionInterval time between two clean-ups
/// @param damagedGrace how long a damaged checkpoint stays, in case its bytes come back
@ConfigurationProperties("accrue.checkpoint")
record CheckpointProperties(
    @DefaultValue("10m") Duration retentionInterval, @DefaultValue("7d") Duration damagedGrace) {

  CheckpointProperties {
    if (!retentionInterval.isPositive()) {
      throw new IllegalArgumentException(
          "accrue.checkpoint.retention-interval must be positive, but is " + retentionInterval);
    }
    if (damagedGrace.isNegative()) {
      throw new IllegalArgumentException(
          "accrue.checkpoint.damaged-grace must not be negative, but is " + damagedGrace);
    }
  }
}
