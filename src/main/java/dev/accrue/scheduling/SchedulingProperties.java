package dev.accrue.scheduling;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How often to schedule when nothing says that anything changed.
@ConfigurationProperties("accrue.scheduling")
record SchedulingProperties(@DefaultValue("2s") Duration tickInterval) {

  SchedulingProperties {
    if (tickInterval.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException(
          "accrue.scheduling.tick-interval must be at least 10ms, but is " + tickInterval);
    }
  }
}
