package dev.accrue.fleet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Trials of users' modules.
///
/// @param timeout how long a submission waits for a trial before the job is accepted without one
/// @param maxPerTeam trials of one team at once
@ConfigurationProperties("accrue.module-check")
public record ModuleCheckProperties(
    @DefaultValue("20s") Duration timeout, @DefaultValue("4") int maxPerTeam) {

  public ModuleCheckProperties {
    if (timeout.isNegative() || timeout.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new IllegalArgumentException(
          "accrue.module-check.timeout is %s; write 0s to 2m".formatted(timeout));
    }
    if (maxPerTeam < 1 || maxPerTeam > 1_000) {
      throw new IllegalArgumentException(
          "accrue.module-check.max-per-team is %d; write 1 to 1000".formatted(maxPerTeam));
    }
  }
}
