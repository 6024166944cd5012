package dev.accrue.scheduling;

import dev.accrue.scheduling.plan.Policy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How often to schedule, and by which policy.
///
/// @param tickInterval how often to see whether anything changed that nobody told
/// @param replanInterval how often to plan although nothing changed, because usage decays
/// @param explainInterval how often to write down why jobs wait, where many do
/// @param halfLife after which used device-seconds count half
/// @param entryPenalty what a device counts as soon as it is given
/// @param priorityPreemption whether a job may preempt one of its own team with a lower priority
/// @param reservations most jobs that devices are kept free for at a time
/// @param assumedDuration of jobs that nobody knows it of, for estimates only
@ConfigurationProperties("accrue.scheduling")
record SchedulingProperties(
    @DefaultValue("2s") Duration tickInterval,
    @DefaultValue("10s") Duration replanInterval,
    @DefaultValue("5s") Duration explainInterval,
    @DefaultValue("24h") Duration halfLife,
    @DefaultValue("1h") Duration entryPenalty,
    @DefaultValue("true") boolean priorityPreemption,
    @DefaultValue("16") int reservations,
    @DefaultValue("1h") Duration assumedDuration) {

  private static final Duration SHORTEST = Duration.ofMillis(10);

  SchedulingProperties {
    require("tick-interval", tickInterval, SHORTEST);
    require("replan-interval", replanInterval, SHORTEST);
    require("explain-interval", explainInterval, SHORTEST);
    require("half-life", halfLife, Duration.ofMinutes(1));
    require("entry-penalty", entryPenalty, Duration.ZERO);
    require("assumed-duration", assumedDuration, Duration.ofSeconds(1));
    if (reservations < 1) {
      throw new IllegalArgumentException(
          "accrue.scheduling.reservations must be at least 1, or large jobs starve, but is "
              + reservations);
    }
  }

  private static void require(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "accrue.scheduling.%s must be at least %s, but is %s".formatted(name, least, value));
    }
  }

  Policy policy() {
    return new Policy(
        halfLife,
        entryPenalty,
        priorityPreemption,
        reservations,
        assumedDuration,
        Policy.DEFAULT.durationError());
  }
}
