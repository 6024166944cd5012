package dev.accrue.metric;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.team.LeaseHolder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/// Counts the points that this server takes.
@Component
class PointMeter implements PointListener {

  private final Counter ingested;

  PointMeter(MeterRegistry registry) {
    this.ingested =
        Counter.builder("accrue.points.ingested")
            .description("Points of curves that trainers sent")
            .register(registry);
  }

  @Override
  public void taken(LeaseHolder lease, PointBatch batch) {
    batch.series().forEach(series -> ingested.increment(series.optimizerSteps().size()));
  }
}
