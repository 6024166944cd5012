package dev.accrue.fleet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long to keep how devices were.
@ConfigurationProperties("accrue.telemetry")
record TelemetryProperties(@DefaultValue("2d") Duration retention) {

  private static final Duration LONGEST = Duration.ofDays(90);

  TelemetryProperties {
    if (retention.compareTo(Duration.ofMinutes(1)) < 0 || retention.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "accrue.telemetry.retention must be 1m to 90d, but is " + retention);
    }
  }
}
