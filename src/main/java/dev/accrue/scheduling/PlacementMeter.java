package dev.accrue.scheduling;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// How long jobs waited until they were given devices.
@Component
public class PlacementMeter {

  private static final Duration[] BUCKETS =
      Stream.of("PT0.1S", "PT0.5S", "PT1S", "PT5S", "PT30S", "PT2M", "PT10M", "PT1H", "PT6H", "P1D")
          .map(Duration::parse)
          .toArray(Duration[]::new);

  private final Timer latency;
  private final Clock clock;

  PlacementMeter(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    this.latency =
        Timer.builder("accrue.placement.latency")
            .description("From a job's place in the queue to its devices")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  /// A job was given devices that waited since then.
  public void placed(Instant queuedAt) {
    latency.record(Duration.between(queuedAt, clock.instant()));
  }
}
