package dev.accrue.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/// Counts the points that this server takes.
@Component
class PointMeter {

  private final Counter ingested;

  PointMeter(MeterRegistry registry) {
    this.ingested =
        Counter.builder("accrue.points.ingested")
            .description("Points of curves that trainers sent")
            .register(registry);
  }

  void count(int points) {
    ingested.increment(points);
  }
}
